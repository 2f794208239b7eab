package dev.rallypoint.client;

import dev.rallypoint.protocol.relay.Bundle;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.RelayControl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is inside the payloads of a framed match: headers, newest-wins states, the relay's control
 * messages, clock and link quality. Outlives sessions; belongs to the loop's thread.
 */
final class FramedChannel {
    /** The next payload of the session that is connected now. */
    interface Payloads {
        void send(ByteBuffer payload);
    }

    /** netcode 1.01 clients take at most this much. */
    static final int MAX_PAYLOAD_BYTES = 1_175;

    static final int MAX_MESSAGE_BYTES = MAX_PAYLOAD_BYTES - FramedHeader.BYTES;
    static final int MAX_STATE_BYTES = MAX_PAYLOAD_BYTES - FramedHeader.STATE_BYTES;

    /** Beats of 100 ms between clock requests: quick ones first, then one a second. */
    private static final int QUICK_REQUESTS = 10;

    private static final int BEATS_LATER = 10;

    private final RelayListener listener;
    private final Payloads payloads;
    private final ByteBuffer out =
            ByteBuffer.allocate(MAX_PAYLOAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final int[] newestState = new int[MatchTicket.MAX_SLOTS];
    private final BitSet hasState = new BitSet(MatchTicket.MAX_SLOTS);
    private Optional<DirectLink> direct = Optional.empty();
    private ClockSync clock = new ClockSync();
    private final LinkMeter meter = new LinkMeter();
    private final long[] requestMicros = new long[LinkMeter.WINDOW];

    /**
     * Starts at the clock, which runs faster than states are sent: a restarted game is always ahead
     * of its former life, even if the news of the restart got lost.
     */
    private int stateSequence;

    private int beats;
    private int requests;
    private int reconnects;
    private long sent;
    private long received;
    private long stale;
    private long malformed;
    private volatile LinkStatistics statistics = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);

    /** Local to relay clock, microseconds; the minimum value = unknown. */
    private volatile long clockOffsetMicros = Long.MIN_VALUE;

    FramedChannel(long nowMs, RelayListener listener, Payloads payloads) {
        this.listener = listener;
        this.payloads = payloads;
        this.stateSequence = (int) nowMs;
    }

    /**
     * A session is connected; what the relay remembers of others comes anew. It may be another
     * relay, whose clock shows another time: the old estimate stands until its first reply.
     */
    void onSession(boolean again) {
        hasState.clear();
        clock = new ClockSync();
        beats = 0;
        requests = 0;
        reconnects += again ? 1 : 0;
    }

    void sendState(ByteBuffer body) {
        out.clear();
        FramedHeader.writeState(out, Destination.ALL, 0, stateSequence++);
        out.put(body.duplicate());
        sent++;
        out.flip();
        direct.ifPresent(link -> link.sendState(out));
        payloads.send(out);
    }

    /** Paths to the other members, past the relay, for the session that is connected now. */
    void over(DirectLink link) {
        direct = Optional.of(link);
    }

    /** A state that its sender sealed for this player; it may come over the relay as well. */
    void onDirectState(int from, ByteBuffer payload) {
        received++;
        int sequence = FramedHeader.stateSequence(payload);
        payload.position(FramedHeader.bodyIndex(payload));
        onState(from, sequence, payload.slice());
    }

    void sendToAll(ByteBuffer body) {
        out.clear();
        FramedHeader.write(out, Destination.ALL, Channel.UNRELIABLE, 0);
        sendBody(body);
    }

    void sendTo(int slot, ByteBuffer body) {
        out.clear();
        FramedHeader.write(out, Destination.SLOT, Channel.UNRELIABLE, slot);
        sendBody(body);
    }

    void sendToHost(ByteBuffer body) {
        out.clear();
        FramedHeader.write(out, Destination.HOST, Channel.UNRELIABLE, 0);
        sendBody(body);
    }

    private void sendBody(ByteBuffer body) {
        out.put(body.duplicate());
        sent++;
        payloads.send(out.flip());
    }

    /** Asks for the relay's clock now and then; called ten times a second while connected. */
    void onBeat() {
        direct.ifPresent(link -> link.onBeat(meter.pingMs()));
        boolean due = requests < QUICK_REQUESTS || beats % BEATS_LATER == 0;
        beats++;
        if (!due) {
            return;
        }
        requests++;
        long number = meter.onRequest();
        requestMicros[(int) (number % requestMicros.length)] = nowMicros();
        out.clear();
        RelayControl.writeClockRequest(out, number);
        payloads.send(out.flip());
        publish();
    }

    /** A payload from the relay, alone or in a bundle; its position and limit are moved. */
    void onPayload(ByteBuffer payload) {
        if (Bundle.isBundle(payload)) {
            onBundle(payload);
        } else {
            onMessage(payload);
        }
    }

    /** A bug of the listener costs no other message, as if each had come alone. */
    private void onBundle(ByteBuffer bundle) {
        int end = bundle.limit();
        int at = bundle.position() + Bundle.HEADER_BYTES;
        RuntimeException first = null;
        do {
            int bytes = Bundle.nextBytes(bundle.limit(end).position(at));
            if (bytes < 0) {
                malformed++;
                break;
            }
            at += Bundle.LENGTH_BYTES;
            try {
                onMessage(bundle.position(at).limit(at + bytes));
            } catch (RuntimeException bug) {
                first = first == null ? bug : first;
            }
            at += bytes;
        } while (at < end);
        if (first != null) {
            throw first;
        }
    }

    private void onMessage(ByteBuffer payload) {
        if (FramedHeader.checkFromRelay(payload) != null) {
            malformed++;
            return;
        }
        if (FramedHeader.destination(payload) == Destination.RELAY) {
            onControl(payload);
            return;
        }
        received++;
        int from = FramedHeader.slot(payload);
        boolean isState = FramedHeader.channel(payload) == Channel.STATE;
        int sequence = isState ? FramedHeader.stateSequence(payload) : 0;
        payload.position(FramedHeader.bodyIndex(payload));
        // A slice, because the wire's buffer is little-endian and Java games expect the default.
        ByteBuffer body = payload.slice();
        if (isState) {
            onState(from, sequence, body);
        } else {
            listener.onMessage(from, body);
        }
    }

    private void onState(int from, int sequence, ByteBuffer body) {
        if (hasState.get(from) && !FramedHeader.isNewer(sequence, newestState[from])) {
            stale++;
            listener.onStaleState(from, sequence, body);
            return;
        }
        hasState.set(from);
        newestState[from] = sequence;
        listener.onState(from, sequence, body);
    }

    private void onControl(ByteBuffer payload) {
        Optional<RelayControl.Kind> kind = RelayControl.kind(payload);
        if (kind.isPresent()) {
            onControl(kind.get(), payload);
        } else {
            direct.ifPresent(link -> link.onControl(payload));
        }
    }

    private void onControl(RelayControl.Kind kind, ByteBuffer payload) {
        switch (kind) {
            case CLOCK_REPLY -> onClock(payload);
            case PEER_CONNECTED -> {
                hasState.clear(RelayControl.peerSlot(payload));
                direct.ifPresent(link -> link.onPeerConnected(RelayControl.peerSlot(payload)));
                listener.onPeerConnected(RelayControl.peerSlot(payload));
            }
            case PEER_DISCONNECTED -> {
                direct.ifPresent(link -> link.onPeerDisconnected(RelayControl.peerSlot(payload)));
                listener.onPeerDisconnected(RelayControl.peerSlot(payload));
            }
            case PATH_CHALLENGE -> {
                long challenge = RelayControl.pathChallenge(payload);
                RelayControl.writePathResponse(out.clear(), challenge);
                payloads.send(out.flip());
            }
            case CLOCK_REQUEST, PATH_RESPONSE -> {
                // Only players say so.
            }
        }
    }

    private void onClock(ByteBuffer payload) {
        long number = RelayControl.clientMicros(payload);
        long now = nowMicros();
        long sentAt = requestMicros[(int) Math.floorMod(number, (long) requestMicros.length)];
        if (meter.onReply(number, now - sentAt)) {
            clock.onReply(sentAt, RelayControl.relayMicros(payload), now);
            clockOffsetMicros = clock.relayMicros(now).orElse(now) - now;
            publish();
        }
    }

    LinkStatistics statistics() {
        return statistics;
    }

    OptionalLong relayTimeMicros() {
        long offset = clockOffsetMicros;
        return offset == Long.MIN_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(nowMicros() + offset);
    }

    private void publish() {
        statistics =
                new LinkStatistics(
                        meter.pingMs(),
                        meter.jitterMs(),
                        meter.lossShare(),
                        sent,
                        received,
                        stale,
                        malformed,
                        reconnects);
    }

    private static long nowMicros() {
        return System.nanoTime() / 1_000;
    }
}
