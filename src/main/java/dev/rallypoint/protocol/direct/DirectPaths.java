package dev.rallypoint.protocol.direct;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.relay.DirectControl.Peer;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.nio.ByteBuffer;

/**
 * The direct paths of one session in a match (docs/protocol/direct.md). Only states go this way,
 * and the sender's relay gets every one of them as well: so the relay can take over at any moment,
 * sees what it would see without direct paths, and nothing that must not be lost is ever entrusted
 * to a path that may die. Belongs to one thread, and lives as long as the session.
 */
public final class DirectPaths {
    /** What the world sees; never calls back into it. */
    public interface Output {
        /**
         * A state of a peer: a framed payload as its sender wrote it, valid during the call only.
         */
        void onState(int slot, ByteBuffer payload);

        /** The relay is to be told that the states of these slots, a bit each, come without it. */
        void onServed(long slots);

        /** A peer's states come directly from now on, or over the relay again. */
        void onPath(int slot, boolean isDirect);

        void onDrop(DropReason reason);
    }

    /** What a receiver of states says is repeated: it may be lost on the way to the relay. */
    private static final long[] TOLD_AGAIN_MS = {50, 100, 200, 500};

    /** Datagrams a second from addresses that nobody named: each costs a decryption. */
    private static final int STRANGERS_PER_SECOND = 200;

    private static final long SECOND_MS = 1_000;

    /** Introductions in the life of a session: what a sequence has room for. */
    private static final int MAX_LIVES = 0xFFFF;

    private final Aead aead;
    private final Output output;
    private final DirectPeer.Shared shared;
    private final DirectPeer[] peers = new DirectPeer[MatchTicket.MAX_SLOTS];

    /** Peers so far. */
    private int lives;

    private double relayMs;
    private long served;
    private int timesTold = TOLD_AGAIN_MS.length;
    private long nextTellMs = Long.MAX_VALUE;
    private long strangersSinceMs;
    private int strangers;

    /**
     * @param aead used by this session's thread alone
     * @param transmit from the socket whose addresses the relay was told of
     */
    public DirectPaths(int ownSlot, Aead aead, Transmit transmit, Output output) {
        this.aead = aead;
        this.output = output;
        ByteBuffer plain = aead.buffer(DirectCodec.MAX_PLAIN_BYTES);
        shared = new DirectPeer.Shared(ownSlot, new DirectCodec(aead), transmit, plain);
    }

    /** Whether a datagram is for {@link #onDatagram}, and for nobody else. */
    public static boolean isDirect(ByteBuffer datagram) {
        return DirectCodec.isDirect(datagram);
    }

    /** The relay names a peer; the same keys again bring another list of addresses. */
    public void introduce(Peer peer, long nowMs) {
        int slot = peer.slot();
        if (slot == shared.ownSlot()) {
            return;
        }
        DirectPeer known = peers[slot];
        if (known != null && known.hasKey(peer.toPeer())) {
            known.onCandidates(peer.candidates(), nowMs);
            return;
        }
        forget(slot, nowMs);
        if (lives < MAX_LIVES) {
            lives++;
            peers[slot] = new DirectPeer(shared, aead, peer, lives, nowMs);
        }
    }

    /** The peer is gone, or another one has his seat. */
    public void forget(int slot, long nowMs) {
        if (slot < peers.length && peers[slot] != null) {
            peers[slot].close();
            peers[slot] = null;
            tellServed(nowMs);
        }
    }

    /** The slots whose peers need no introduction, a bit each. */
    public long known(long nowMs) {
        long known = 0;
        for (int slot = 0; slot < peers.length; slot++) {
            boolean isKnown = peers[slot] != null && !peers[slot].isHopeless(nowMs);
            known |= isKnown ? 1L << slot : 0;
        }
        return known;
    }

    /** Whether a peer's states come directly. */
    public boolean isDirect(int slot) {
        return (served >>> slot & 1) == 1;
    }

    /** This side's round trip to the relay. */
    public void onRelayRoundTrip(double newRelayMs) {
        relayMs = newRelayMs;
    }

    /** A datagram that {@link #isDirect(ByteBuffer)}, position to limit. */
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        DropReason reason = handle(from, datagram, nowMs);
        if (reason != null) {
            output.onDrop(reason);
        }
    }

    private DropReason handle(PeerAddress from, ByteBuffer datagram, long nowMs) {
        DropReason malformed = shared.codec().readHeader(datagram);
        if (malformed != null) {
            return malformed;
        }
        int slot = shared.codec().slot();
        DirectPeer peer = slot < peers.length ? peers[slot] : null;
        if (peer == null) {
            return DropReason.NO_SESSION;
        }
        if (!peer.isFamiliar(from) && areTooManyStrangers(nowMs)) {
            return DropReason.SOURCE_LIMIT;
        }
        DropReason refused = peer.onPacket(from, relayMs, nowMs);
        if (refused != null) {
            return refused;
        }
        return peer.hasState() ? onState(slot, nowMs) : null;
    }

    /** What is said here goes to all; the sealing key says by whom. */
    private DropReason onState(int slot, long nowMs) {
        ByteBuffer payload = shared.codec().plaintext();
        payload.position(payload.position() + 1);
        boolean isState =
                FramedHeader.checkFromClient(payload) == null
                        && FramedHeader.destination(payload) == FramedHeader.Destination.ALL
                        && FramedHeader.channel(payload) == FramedHeader.Channel.STATE;
        if (!isState) {
            return DropReason.BAD_FRAME;
        }
        tellServed(nowMs);
        output.onState(slot, payload);
        return null;
    }

    private boolean areTooManyStrangers(long nowMs) {
        if (nowMs - strangersSinceMs >= SECOND_MS) {
            strangersSinceMs = nowMs;
            strangers = 0;
        }
        return ++strangers > STRANGERS_PER_SECOND;
    }

    /** Sends a state to all peers who want it this way; the relay gets it as ever. */
    public void sendState(ByteBuffer payload, long nowMs) {
        for (DirectPeer peer : peers) {
            if (peer != null) {
                peer.sendState(payload, nowMs);
            }
        }
    }

    public void onTimer(long nowMs) {
        for (DirectPeer peer : peers) {
            if (peer != null) {
                peer.onTimer(relayMs, nowMs);
            }
        }
        tellServed(nowMs);
        if (nowMs >= nextTellMs) {
            tellAgain(nowMs);
        }
    }

    /** When {@link #onTimer} wants to be called next. */
    public long nextDeadlineMs(long nowMs) {
        long next = nextTellMs;
        for (DirectPeer peer : peers) {
            next = peer == null ? next : Math.min(next, peer.nextDeadlineMs(nowMs));
        }
        return next;
    }

    private void tellServed(long nowMs) {
        long now = 0;
        for (int slot = 0; slot < peers.length; slot++) {
            now |= peers[slot] != null && peers[slot].isServed() ? 1L << slot : 0;
        }
        long changed = now ^ served;
        if (changed == 0) {
            return;
        }
        served = now;
        timesTold = 0;
        tellAgain(nowMs);
        for (int slot = 0; slot < peers.length; slot++) {
            if ((changed >>> slot & 1) == 1) {
                output.onPath(slot, isDirect(slot));
            }
        }
    }

    private void tellAgain(long nowMs) {
        output.onServed(served);
        int pause = Math.min(timesTold, TOLD_AGAIN_MS.length - 1);
        boolean isSettled = served == 0 && timesTold > TOLD_AGAIN_MS.length;
        timesTold = Math.min(timesTold + 1, TOLD_AGAIN_MS.length + 1);
        nextTellMs = isSettled ? Long.MAX_VALUE : nowMs + TOLD_AGAIN_MS[pause];
    }

    /** Forgets all keys. */
    public void close() {
        for (int slot = 0; slot < peers.length; slot++) {
            if (peers[slot] != null) {
                peers[slot].close();
                peers[slot] = null;
            }
        }
    }
}
