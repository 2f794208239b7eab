package dev.rallypoint.client;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One life of a netcode client on a socket of its own: a new token is a new session with a new
 * port, because a relay ignores requests from an address that has a session. Belongs to the thread
 * of its {@link RelayLoop}.
 */
final class RelaySession implements Transmit, NetcodeClient.Output {
    /** What the owner hears, after the core's call has returned. */
    interface Events {
        void onState(RelaySession session, State state);

        /** Connected, but nothing was heard for a while: the token's other relays are asked. */
        void onSilent(RelaySession session);

        /** The relay speaks again; nothing was lost but what the network lost. */
        void onHeardAgain(RelaySession session);

        /** Within the core's call: a {@link #send} in here is queued. */
        void onPayload(RelaySession session, ByteBuffer payload);
    }

    /** Of which the socket's form is remembered: relays, and the addresses of peers. */
    private static final int MAX_TARGETS = 1_024;

    private static final int SOCKET_BUFFER_BYTES = 256 * 1_024;

    /** Then other sessions get their turn. */
    private static final int MAX_READS = 64;

    /** The relay speaks ten times a second: by then it is gone, or five datagrams in a row are. */
    private static final long PROBE_AFTER_MS = 500;

    private final RelayLoop loop;
    private final Events events;
    private final DatagramChannel channel;
    private final NetcodeClient client;
    private InetSocketAddress lastSource;
    private PeerAddress lastSourceAddress;
    private final Map<PeerAddress, InetSocketAddress> targets = new HashMap<>();

    /** Paths over the same socket, past the relay. */
    private Optional<DirectLink> direct = Optional.empty();

    private State state = State.SENDING_REQUEST;
    private State toldState = State.SENDING_REQUEST;
    private boolean toldSilent;
    private boolean inCore;
    private boolean open = true;

    private RelaySession(RelayLoop loop, DatagramChannel channel, byte[] token, Events events) {
        this.loop = loop;
        this.events = events;
        this.channel = channel;
        this.client = new NetcodeClient(token, Aead.ofJdk(), this, this, loop.nowMs());
        client.probeAfter(PROBE_AFTER_MS);
        this.state = client.state();
    }

    /**
     * @param token the 2048 public bytes
     * @param lost the relay to begin without, if the token names others
     * @throws UncheckedIOException if the system grants no socket
     */
    static RelaySession open(
            RelayLoop loop, byte[] token, Optional<PeerAddress> lost, Events events) {
        try {
            DatagramChannel channel = DatagramChannel.open();
            try {
                RelaySession session = open(loop, channel, token, events);
                lost.ifPresent(relay -> session.client.avoid(relay, loop.nowMs()));
                return session;
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RelaySession open(
            RelayLoop loop, DatagramChannel channel, byte[] token, Events events)
            throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.bind(null);
        RelaySession session = new RelaySession(loop, channel, token, events);
        loop.add(session, channel);
        loop.execute(session::tellState);
        return session;
    }

    /** Sends 1..1200 bytes, position to limit; does nothing unless connected. */
    void send(ByteBuffer payload) {
        if (!open) {
            return;
        }
        if (inCore) {
            ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
            loop.execute(() -> send(copy));
            return;
        }
        inCore = true;
        client.send(payload, loop.nowMs());
        inCore = false;
        tellState();
    }

    /** Says goodbye, which gives the seat up, and closes the socket. */
    void disconnect() {
        if (open) {
            inCore = true;
            client.disconnect(loop.nowMs());
            inCore = false;
            abandon();
        }
    }

    /** Closes the socket without a word: the seat waits for a newer token. */
    void abandon() {
        open = false;
        direct.ifPresent(DirectLink::close);
        loop.remove(this);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int slot() {
        return client.clientIndex();
    }

    int slots() {
        return client.maxClients();
    }

    PeerAddress relay() {
        return client.serverAddress();
    }

    State state() {
        return state;
    }

    long nextDeadlineMs() {
        long next = client.nextDeadlineMs();
        return direct.isPresent() ? Math.min(next, direct.get().nextDeadlineMs()) : next;
    }

    /** Direct paths of the session that is connected now, instead of those before. */
    void attach(DirectLink link) {
        direct.ifPresent(DirectLink::close);
        direct = Optional.of(link);
    }

    int localPort() {
        return channel.socket().getLocalPort();
    }

    void onReadable(ByteBuffer buffer) {
        long nowMs = loop.nowMs();
        for (int reads = 0; reads < MAX_READS && open; reads++) {
            buffer.clear();
            InetSocketAddress source = receive(buffer);
            if (source == null) {
                return;
            }
            onDatagram(address(source), buffer.flip(), nowMs);
        }
    }

    private void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        if (direct.isPresent() && direct.get().takes(from, datagram)) {
            return;
        }
        inCore = true;
        try {
            client.onDatagram(from, datagram, nowMs);
        } finally {
            inCore = false;
        }
        tellState();
    }

    void onTimer(long nowMs) {
        direct.ifPresent(DirectLink::onTimer);
        inCore = true;
        client.onTimer(nowMs);
        inCore = false;
        tellState();
    }

    /** Null if nothing is there, or if the system reports an error of an earlier send. */
    private InetSocketAddress receive(ByteBuffer buffer) {
        try {
            return (InetSocketAddress) channel.receive(buffer);
        } catch (IOException unreachable) {
            return null;
        }
    }

    /** The channel returns the same object while the source is the same. */
    private PeerAddress address(InetSocketAddress source) {
        if (source != lastSource) {
            lastSource = source;
            lastSourceAddress = PeerAddress.of(source);
        }
        return lastSourceAddress;
    }

    private void tellState() {
        if (!open) {
            return;
        }
        boolean wasSilent = toldSilent;
        toldSilent = client.isSilent();
        if (toldState != state) {
            toldState = state;
            events.onState(this, state);
        } else if (toldSilent && !wasSilent) {
            events.onSilent(this);
        } else if (wasSilent && !toldSilent) {
            events.onHeardAgain(this);
        }
    }

    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        if (targets.size() > MAX_TARGETS) {
            targets.clear();
        }
        try {
            channel.send(datagram, targets.computeIfAbsent(to, PeerAddress::toInetSocketAddress));
        } catch (IOException unreachable) {
            // As good as lost on the way: the standard's timeouts decide.
        }
    }

    @Override
    public void onState(State from, State to, long nowMs) {
        state = to;
    }

    @Override
    public void onPayload(ByteBuffer payload, long nowMs) {
        events.onPayload(this, payload);
    }

    @Override
    public void onDrop(DropReason reason) {
        // Players have no counters.
    }
}
