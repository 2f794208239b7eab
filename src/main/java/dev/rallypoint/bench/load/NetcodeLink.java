package dev.rallypoint.bench.load;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import java.nio.ByteBuffer;

/** A netcode session of the reference kind. */
final class NetcodeLink implements Link, Transmit, NetcodeClient.Output {
    private static final int TYPE_MASK = 0x0F;
    private static final int PAYLOAD = 5;
    private static final int DISCONNECT = 6;
    private final PlayerSocket socket;
    private final MessageReader reader;
    private final Tape tape;
    private final NetcodeClient client;
    private MessageReader.Sink sink = MessageReader.NOBODY;
    private boolean lastWriteTaken;

    /**
     * @param aead shared by all links: they live on one thread, and none of them holds bytes of it
     *     between two calls
     * @param tape gets a copy of payload packets when it runs
     */
    NetcodeLink(
            PlayerSocket socket, byte[] connectToken, Aead aead, MessageReader reader, Tape tape) {
        this.socket = socket;
        this.reader = reader;
        this.tape = tape;
        client =
                new NetcodeClient(
                        connectToken, aead, this, this, LoadClock.unixMs(LoadClock.nanos()));
    }

    @Override
    public boolean send(ByteBuffer payload, long nowMs) {
        return client.send(payload, nowMs) && lastWriteTaken;
    }

    @Override
    public void keepAlive(long nowMs) {
        client.onTimer(nowMs);
    }

    @Override
    public boolean isPayload(ByteBuffer datagram) {
        return type(datagram) == PAYLOAD;
    }

    @Override
    public boolean isFarewell(ByteBuffer datagram) {
        return type(datagram) == DISCONNECT;
    }

    private static int type(ByteBuffer datagram) {
        return datagram.get(datagram.position()) & TYPE_MASK;
    }

    @Override
    public void open(ByteBuffer datagram, long nowMs, MessageReader.Sink to) {
        sink = to;
        client.onDatagram(client.serverAddress(), datagram, nowMs);
        sink = MessageReader.NOBODY;
    }

    @Override
    public boolean isConnected() {
        return client.state() == State.CONNECTED;
    }

    @Override
    public String failure() {
        return client.state().isActive() ? "" : client.state().toString();
    }

    @Override
    public void leave(long nowMs) {
        client.disconnect(nowMs);
    }

    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        tape.record(socket, datagram);
        lastWriteTaken = socket.write(datagram);
    }

    @Override
    public void onState(State from, State to, long nowMs) {
        // Asked for when it matters.
    }

    @Override
    public void onPayload(ByteBuffer payload, long nowMs) {
        reader.read(payload, sink);
    }

    /** A packet that does not decrypt, or came twice. */
    @Override
    public void onDrop(DropReason reason) {
        sink.onForeign();
    }
}
