package dev.rallypoint.client;

import dev.rallypoint.client.RelayConnection.Status;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import dev.rallypoint.protocol.relay.Forwarding;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps one seat over any number of sessions: asks for a token, opens a session, notices its end,
 * asks again. Belongs to the thread of its {@link RelayLoop}; status and relay may be read by any.
 */
final class SeatKeeper {
    /** Seats of vanished players are kept for as long by default (lobby.disconnectGraceSeconds). */
    private static final long GIVE_UP_MS = 30_000;

    /**
     * The relay speaks ten times a second. Silence of this length means that it is gone, well
     * before the token's timeout.
     */
    private static final long MAX_SILENCE_MS = 2_000;

    private static final long WATCH_MS = 100;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final RelayLoop loop;
    private final Supplier<CompletableFuture<Api.Connection>> tokens;
    private final Forwarding forwarding;
    private final RelayListener listener;
    private final FramedChannel framed;
    private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private volatile Status status = Status.CONNECTING;
    private volatile Optional<PeerAddress> relay = Optional.empty();
    private Optional<RelaySession> session = Optional.empty();

    /** Grows with every question for a token: late answers to earlier ones are ignored. */
    private int attempt;

    private long lostAtMs;
    private boolean wasConnected;

    /** Grows with every connect: ends the watch over the one before. */
    private int watching;

    SeatKeeper(
            RelayLoop loop,
            Supplier<CompletableFuture<Api.Connection>> tokens,
            Forwarding forwarding,
            RelayListener listener) {
        this.loop = loop;
        this.tokens = tokens;
        this.forwarding = forwarding;
        this.listener = listener;
        this.framed = new FramedChannel(loop.nowMs(), listener, this::transmit);
        this.lostAtMs = loop.nowMs();
    }

    Status status() {
        return status;
    }

    Optional<PeerAddress> relay() {
        return relay;
    }

    FramedChannel framed() {
        return framed;
    }

    /** Sends a payload as it is, if there is a session. */
    void transmit(ByteBuffer payload) {
        session.ifPresent(current -> current.send(payload));
    }

    void close() {
        if (!isOver()) {
            status = Status.CLOSED;
            session.ifPresent(RelaySession::disconnect);
            listener.onClosed();
        }
    }

    void reconnect() {
        session.ifPresent(current -> lose(current, "the game asked for it"));
    }

    private boolean isOver() {
        return status == Status.CLOSED || status == Status.FAILED;
    }

    void askForToken() {
        if (isOver()) {
            return;
        }
        int asked = ++attempt;
        CompletableFuture.completedFuture(tokens)
                .thenCompose(Supplier::get)
                .whenComplete(
                        (connection, failure) ->
                                loop.execute(() -> onToken(asked, connection, failure)));
    }

    private void onToken(int asked, Api.Connection connection, Throwable failure) {
        if (asked != attempt || isOver()) {
            return;
        }
        if (failure != null) {
            onRefusal(RallypointException.of(failure));
            return;
        }
        try {
            byte[] token = Base64.getDecoder().decode(connection.connectToken());
            session = Optional.of(RelaySession.open(loop, token, events));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            onRefusal(RallypointException.local(RallypointException.UNREADABLE, e.toString(), e));
        }
    }

    private void onRefusal(RallypointException refusal) {
        boolean forGood = refusal.status() / 100 == 4 && refusal.status() != 429;
        if (forGood || loop.nowMs() - lostAtMs > GIVE_UP_MS) {
            status = Status.FAILED;
            listener.onFailed(refusal);
            return;
        }
        Duration delay = refusal.retryAfter().orElseGet(pauses::next);
        loop.executeAt(System.nanoTime() + delay.toNanos(), this::askForToken);
    }

    private final RelaySession.Events events =
            new RelaySession.Events() {
                @Override
                public void onState(RelaySession from, State state) {
                    if (!isCurrent(from)) {
                        return;
                    }
                    if (state == State.CONNECTED) {
                        onConnected(from);
                    } else if (!state.isActive()) {
                        lose(from, "the session ended: " + state);
                    } else if (status == Status.CONNECTED) {
                        interrupt("the relay ended the session; trying the token's next one");
                    }
                }

                @Override
                public void onPayload(RelaySession from, ByteBuffer payload) {
                    if (!isCurrent(from)) {
                        return;
                    }
                    if (forwarding == Forwarding.FRAMED) {
                        framed.onPayload(payload);
                    } else {
                        listener.onRaw(payload.slice());
                    }
                }
            };

    private boolean isCurrent(RelaySession candidate) {
        return session.isPresent() && session.get() == candidate && !isOver();
    }

    private void onConnected(RelaySession current) {
        status = Status.CONNECTED;
        relay = Optional.of(current.relay());
        pauses.reset();
        framed.onSession(wasConnected);
        // Before the game is told: a bug of its listener must not leave the session unwatched.
        watching++;
        watch(current, watching);
        if (wasConnected) {
            listener.onResumed(current.slot());
        } else {
            wasConnected = true;
            listener.onConnected(current.slot(), current.slots());
        }
    }

    /** Ten times a second while the session is connected. */
    private void watch(RelaySession current, int number) {
        if (number != watching || !isCurrent(current) || status != Status.CONNECTED) {
            return;
        }
        if (current.silentMs(loop.nowMs()) > MAX_SILENCE_MS) {
            lose(current, "the relay has been silent for " + MAX_SILENCE_MS + " ms");
            return;
        }
        if (forwarding == Forwarding.FRAMED) {
            framed.onBeat();
        }
        long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WATCH_MS);
        loop.executeAt(next, () -> watch(current, number));
    }

    private void interrupt(String cause) {
        status = Status.RECONNECTING;
        lostAtMs = loop.nowMs();
        listener.onInterrupted(cause);
    }

    private void lose(RelaySession current, String cause) {
        current.abandon();
        session = Optional.empty();
        if (status == Status.CONNECTED) {
            // First, for the same reason; the answer comes later in any case.
            askForToken();
            interrupt(cause);
            return;
        }
        onRefusal(RallypointException.unreachable(cause));
    }
}
