package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Gets a seat a fresh session while it has none that is heard: asks for a token, tries it, asks for
 * another. One answer and one session at a time; what the seat has is not touched before the new
 * session is connected. Belongs to the thread of its {@link RelayLoop}.
 */
final class TokenHunt {
    /** What the seat hears. */
    interface Events {
        /** A fresh session is connected and the seat's own from now on; the hunt is over. */
        void onCaught(RelaySession session);

        /** No more tokens for this player; the hunt is over. */
        void onRefusedForGood(RallypointException refusal);
    }

    /**
     * So long has a session before a newer token is asked for: the match may have moved to a relay
     * that this one does not name.
     */
    private static final Duration TRY = Duration.ofMillis(1_500);

    /** Ten responses: the relay has heard none of them. */
    private static final Duration LONGEST_RESPONDING = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final RelayLoop loop;
    private final Supplier<CompletableFuture<Api.Connection>> tokens;
    private final RelaySession.Events sessionEvents;
    private final Events events;
    private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private Optional<RelaySession> candidate = Optional.empty();
    private Optional<RallypointException> lastRefusal = Optional.empty();
    private long respondingSinceNanos;
    private boolean running;
    private boolean asking;

    private boolean tried;
    private boolean heard;

    /** Grows with every plan: earlier plans and late answers are void. */
    private int plan;

    /**
     * @param sessionEvents of every session; its owner passes on to {@link #onState} what is not of
     *     the seat's own
     */
    TokenHunt(
            RelayLoop loop,
            Supplier<CompletableFuture<Api.Connection>> tokens,
            RelaySession.Events sessionEvents,
            Events events) {
        this.loop = loop;
        this.tokens = tokens;
        this.sessionEvents = sessionEvents;
        this.events = events;
    }

    /** Asks after a while; does nothing if the hunt is on. */
    void start(Duration delay) {
        if (!running) {
            running = true;
            askIn(delay);
        }
    }

    /**
     * Tries a token that is at hand after a while, everywhere but at the relay that was lost, and
     * asks for another one after as long again.
     */
    void startWith(byte[] token, PeerAddress lost, Duration pause) {
        running = true;
        int planned = ++plan;
        loop.executeAt(
                System.nanoTime() + pause.toNanos(),
                () -> {
                    if (planned == plan) {
                        openAt(token, Optional.of(lost));
                        askIn(pause);
                    }
                });
    }

    /** Whether tokens are asked for or tried. */
    boolean isRunning() {
        return running;
    }

    /** Asks at once, unless an answer or a session is awaited. */
    void hurry() {
        if (!asking && candidate.isEmpty()) {
            running = true;
            askIn(Duration.ZERO);
        } else {
            start(TRY);
        }
    }

    /**
     * The seat is heard. A session whose relay may have let it in by now is let finish: that relay
     * has ended the older one then.
     */
    void stop() {
        end();
        if (!isResponding()) {
            drop();
        }
    }

    /** As {@link #stop}, for good. */
    void close() {
        end();
        drop();
    }

    /** Whether tokens were had and tried, and no relay ever spoke a word about one. */
    boolean meetsSilence() {
        return tried && !heard;
    }

    /** Why the last question was not answered with a token. */
    Optional<RallypointException> lastRefusal() {
        return lastRefusal;
    }

    private void end() {
        running = false;
        asking = false;
        plan++;
        pauses.reset();
    }

    private void drop() {
        candidate.ifPresent(RelaySession::abandon);
        candidate = Optional.empty();
    }

    private boolean isResponding() {
        return candidate.isPresent() && candidate.get().state() == State.SENDING_RESPONSE;
    }

    /**
     * Whether the handshake is about to end. One that is not after many round trips never ends: a
     * router that forgot its mappings meanwhile shows the relay another address, from which it
     * takes neither the response nor, for a token belongs to its first address, another request.
     */
    private boolean isAboutToConnect() {
        long forNanos = System.nanoTime() - respondingSinceNanos;
        return isResponding() && forNanos < LONGEST_RESPONDING.toNanos();
    }

    private void askIn(Duration delay) {
        int planned = ++plan;
        loop.executeAt(System.nanoTime() + delay.toNanos(), () -> ask(planned));
    }

    private void ask(int planned) {
        if (planned != plan) {
            return;
        }
        asking = true;
        CompletableFuture.completedFuture(tokens)
                .thenCompose(Supplier::get)
                .whenComplete(
                        (connection, failure) ->
                                loop.execute(() -> onAnswer(planned, connection, failure)));
    }

    private void onAnswer(int planned, Api.Connection connection, Throwable failure) {
        if (planned != plan) {
            return;
        }
        asking = false;
        if (failure != null) {
            onRefusal(RallypointException.of(failure));
            return;
        }
        try {
            tryToken(Base64.getDecoder().decode(connection.connectToken()));
        } catch (IllegalArgumentException e) {
            onRefusal(RallypointException.local(RallypointException.UNREADABLE, e.toString(), e));
        }
    }

    private void tryToken(byte[] token) {
        if (!isAboutToConnect()) {
            drop();
            openAt(token, Optional.empty());
        }
        askIn(TRY);
    }

    private void openAt(byte[] token, Optional<PeerAddress> lost) {
        try {
            candidate = Optional.of(RelaySession.open(loop, token, lost, sessionEvents));
            tried = true;
        } catch (UncheckedIOException noSocket) {
            lastRefusal =
                    Optional.of(
                            RallypointException.local(
                                    RallypointException.UNREACHABLE,
                                    noSocket.toString(),
                                    noSocket));
        }
    }

    private void onRefusal(RallypointException refusal) {
        lastRefusal = Optional.of(refusal);
        if (refusal.isFinal()) {
            end();
            events.onRefusedForGood(refusal);
            return;
        }
        askIn(refusal.retryAfter().orElseGet(pauses::next));
    }

    /** Of a session that is not the seat's own. */
    void onState(RelaySession from, State state) {
        if (candidate.isEmpty() || candidate.get() != from) {
            return;
        }
        heard |= state == State.SENDING_RESPONSE || state == State.DENIED;
        respondingSinceNanos =
                state == State.SENDING_RESPONSE ? System.nanoTime() : respondingSinceNanos;
        if (state == State.CONNECTED) {
            candidate = Optional.empty();
            end();
            events.onCaught(from);
        } else if (!running && state != State.SENDING_RESPONSE) {
            drop();
        } else if (!state.isActive()) {
            drop();
            lastRefusal = Optional.of(RallypointException.unreachable("no relay: " + state));
            if (!asking) {
                askIn(pauses.next());
            }
        }
    }
}
