package dev.rallypoint.protocol.direct;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.ReplayProtection;
import dev.rallypoint.protocol.relay.DirectControl.Peer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * One peer: knocking, the path that was found, whether it is better than the relay, and whether it
 * still lives. The path is used for what this side wants to hear; what it says to the peer that
 * way, the peer decides by his own measurement.
 */
final class DirectPeer {
    /** What all peers of a session share. */
    record Shared(int ownSlot, DirectCodec codec, Transmit transmit, ByteBuffer plain) {}

    /** Over the wait for one answer, before silence on a path that has states on it is death. */
    static final long DEAD_MARGIN_MS = 150;

    /** At least this often something comes over a path that has states on it. */
    private static final long FULL_MS = 50;

    private static final long IDLE_PING_MS = 500;
    private static final long WANTED_PING_MS = 200;
    private static final long EARLY_PING_MS = 100;
    private static final int EARLY_PONGS = 5;
    private static final long IDLE_DEAD_MS = 3 * IDLE_PING_MS;
    private static final long WANT_LASTS_MS = 1_000;

    private static final long SEQUENCES = 1L << Integer.SIZE;

    private final Shared shared;
    private final byte[] outgoingBytes;
    private final Aead.Key outgoing;
    private final Aead.Key incoming;
    private final ReplayProtection replay = new ReplayProtection();
    private final PathMeter meter = new PathMeter();
    private final PathChoice choice = new PathChoice();
    private final PunchPlan plan;
    private final long lastSequence;
    private long sequence;

    /** Proven in both directions; null = none. */
    private PeerAddress path;

    private long heardMs;
    private long sentMs;
    private long pingedMs;
    private long otherPingedMs = Long.MIN_VALUE / 2;
    private double peersRelayMs;
    private long peerWantsUntilMs = Long.MIN_VALUE;

    /** Whether his states come this way: the relay need not send them. */
    private boolean served;

    /**
     * @param life grows with every peer of a session, below 2^16: it is the upper part of the
     *     sequence, so that keys may come back with a peer who was forgotten
     */
    DirectPeer(Shared shared, Aead aead, Peer introduction, int life, long nowMs) {
        this.shared = shared;
        outgoingBytes = introduction.toPeer().clone();
        outgoing = aead.key(introduction.toPeer());
        incoming = aead.key(introduction.fromPeer());
        sequence = life * SEQUENCES;
        lastSequence = sequence + SEQUENCES - 1;
        plan = new PunchPlan(introduction.candidates(), nowMs);
        heardMs = nowMs;
        sentMs = nowMs;
        pingedMs = nowMs;
    }

    boolean hasKey(byte[] toPeer) {
        return Arrays.equals(outgoingBytes, toPeer);
    }

    /** The relay has a new list of his addresses. */
    void onCandidates(List<PeerAddress> candidates, long nowMs) {
        plan.replace(candidates, nowMs);
    }

    boolean isServed() {
        return served;
    }

    /** Whether it is time to ask the relay about him anew: his keys or addresses may be others. */
    boolean isHopeless(long nowMs) {
        return path == null && plan.isOver(nowMs);
    }

    boolean isFamiliar(PeerAddress from) {
        return from.equals(path) || plan.contains(from);
    }

    /**
     * A packet with a well-formed header of his slot.
     *
     * @return null = acted on; a state is in the codec's plaintext then
     */
    DropReason onPacket(PeerAddress from, double relayMs, long nowMs) {
        DirectCodec codec = shared.codec;
        if (replay.isReplay(codec.sequence())) {
            return DropReason.REPLAYED;
        }
        DropReason forged = codec.open(incoming);
        if (forged != null) {
            return forged;
        }
        boolean isNewest = replay.isNewest(codec.sequence());
        replay.advance(codec.sequence());
        ByteBuffer message = codec.plaintext();
        int kind = DirectMessage.kind(message);
        if (kind == 0) {
            return DropReason.BAD_FRAME;
        }
        if (isNewest) {
            boolean peerWants = DirectMessage.has(DirectMessage.WANTS, message);
            peerWantsUntilMs = peerWants ? nowMs + WANT_LASTS_MS : Long.MIN_VALUE;
            // Who does not hear that his states are wanted sends them no more, but may still ping.
            served &= DirectMessage.has(DirectMessage.SERVES, message);
        }
        if (from.equals(path)) {
            heardMs = nowMs;
        }
        switch (kind) {
            case DirectMessage.PING -> onPing(from, message, relayMs, nowMs);
            case DirectMessage.PONG -> onPong(from, DirectMessage.id(message), nowMs);
            default ->
                    served |=
                            choice.wants()
                                    && from.equals(path)
                                    && DirectMessage.has(DirectMessage.SERVES, message);
        }
        return null;
    }

    /** Whether the message that was just acted on is a state. */
    boolean hasState() {
        return DirectMessage.kind(shared.codec.plaintext()) == DirectMessage.STATE;
    }

    /** An answer as long as the question, to where it came from. */
    private void onPing(PeerAddress from, ByteBuffer message, double relayMs, long nowMs) {
        peersRelayMs = DirectMessage.relayRoundTripMs(message);
        int id = DirectMessage.id(message);
        DirectMessage.writePong(shared.plain.clear(), flags(nowMs), id);
        send(from, nowMs);
        plan.add(from);
        boolean isNews = !from.equals(path) && nowMs - otherPingedMs >= PunchPlan.PACE_MS;
        if (isNews) {
            otherPingedMs = nowMs;
            ping(from, relayMs, nowMs);
        }
    }

    private void onPong(PeerAddress from, int id, long nowMs) {
        long tookMs = meter.onPong(id, from, nowMs);
        if (tookMs < 0 || from.equals(path)) {
            return;
        }
        boolean isQuiet = nowMs - heardMs > 4 * FULL_MS;
        boolean isQuicker = tookMs + DEAD_MARGIN_MS / 10 < meter.roundTripMs();
        if (path == null || isQuiet || isQuicker) {
            path = from;
            heardMs = nowMs;
            meter.restart(tookMs);
        }
    }

    /**
     * @param relayMs this side's round trip to the relay; 0 = not known
     */
    void onTimer(double relayMs, long nowMs) {
        if (path != null && nowMs - heardMs > deadAfterMs()) {
            onDeath(nowMs);
        }
        if (path == null && nowMs >= plan.nextDueMs()) {
            ping(plan.next(nowMs), relayMs, nowMs);
        }
        if (path == null) {
            return;
        }
        boolean knowsRelay = relayMs > 0 && peersRelayMs > 0;
        boolean isChanged = choice.look(meter, knowsRelay ? relayMs + peersRelayMs : 0, nowMs);
        served &= choice.wants();
        boolean isTooQuiet = isWanted(nowMs) && nowMs - sentMs >= FULL_MS;
        if (isChanged || isTooQuiet || nowMs - pingedMs >= pingEveryMs()) {
            ping(path, relayMs, nowMs);
        }
    }

    private void onDeath(long nowMs) {
        path = null;
        served = false;
        peerWantsUntilMs = Long.MIN_VALUE;
        choice.onDeath(nowMs);
        plan.restart(nowMs);
    }

    /** Where states come, something comes every 50 ms, so silence is soon noticed. */
    private long deadAfterMs() {
        return (long) meter.roundTripMs() + (served ? DEAD_MARGIN_MS : IDLE_DEAD_MS);
    }

    private long pingEveryMs() {
        if (meter.pongs() < EARLY_PONGS) {
            return EARLY_PING_MS;
        }
        return choice.wants() ? WANTED_PING_MS : IDLE_PING_MS;
    }

    long nextDeadlineMs(long nowMs) {
        if (path == null) {
            return plan.nextDueMs();
        }
        long next = Math.min(pingedMs + pingEveryMs(), heardMs + deadAfterMs() + 1);
        return isWanted(nowMs) ? Math.min(next, sentMs + FULL_MS) : next;
    }

    private boolean isWanted(long nowMs) {
        return path != null && nowMs < peerWantsUntilMs;
    }

    private int flags(long nowMs) {
        return (choice.wants() ? DirectMessage.WANTS : 0)
                | (isWanted(nowMs) ? DirectMessage.SERVES : 0);
    }

    /** Sends a state, if the peer wants it this way. */
    void sendState(ByteBuffer payload, long nowMs) {
        if (isWanted(nowMs)) {
            DirectMessage.writeState(shared.plain.clear(), flags(nowMs), payload);
            send(path, nowMs);
        }
    }

    private void ping(PeerAddress to, double relayMs, long nowMs) {
        boolean isPath = to.equals(path);
        int id = meter.onPing(to, isPath, nowMs);
        if (isPath) {
            pingedMs = nowMs;
        }
        DirectMessage.writePing(shared.plain.clear(), flags(nowMs), id, relayMs);
        send(to, nowMs);
    }

    private void send(PeerAddress to, long nowMs) {
        if (sequence == lastSequence) {
            return;
        }
        sentMs = to.equals(path) ? nowMs : sentMs;
        shared.transmit.send(
                to, shared.codec.seal(shared.ownSlot, sequence++, outgoing, shared.plain.flip()));
    }

    void close() {
        outgoing.close();
        incoming.close();
        Arrays.fill(outgoingBytes, (byte) 0);
    }
}
