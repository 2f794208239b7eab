package dev.rallypoint.client;

import dev.rallypoint.client.RelayConnection.Status;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.Paths;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps one seat over any number of sessions and relays. A session that falls silent is kept while
 * it asks the other relays of its token, and soon a fresh token is asked for as well; whatever is
 * heard first has the seat. Belongs to the thread of its {@link RelayLoop}; status and relay may be
 * read by any.
 */
final class SeatKeeper {
    /** Seats of vanished players are kept for as long by default (lobby.disconnectGraceSeconds). */
    private static final long GIVE_UP_MS = 30_000;

    /** What the session tries by itself is faster, if it succeeds at all. */
    private static final Duration HELP_AFTER = Duration.ofMillis(300);

    private static final long WATCH_MS = 100;

    /** No relay has answered by then: something is wrong that the player should know of. */
    private static final long STRUGGLING_MS = 5_000;

    private final RelayLoop loop;
    private final SeatTerms terms;
    private final RelayListener listener;
    private final FramedChannel framed;
    private final TokenHunt hunt;
    private final SpareToken spare;
    private volatile Status status = Status.CONNECTING;
    private volatile Optional<PeerAddress> relay = Optional.empty();

    /** Whether there is a session that takes payloads, heard of lately or not. */
    private volatile boolean carrying;

    private Optional<RelaySession> session = Optional.empty();
    private long lostAtMs;
    private long watchedAtMs;
    private boolean wasConnected;
    private boolean toldStruggling;

    SeatKeeper(
            RelayLoop loop,
            Supplier<CompletableFuture<Api.Connection>> tokens,
            SeatTerms terms,
            RelayListener listener) {
        this.loop = loop;
        this.terms = terms;
        this.listener = listener;
        this.framed = new FramedChannel(loop.nowMs(), listener, this::transmit);
        this.hunt = new TokenHunt(loop, tokens, sessionEvents, huntEvents);
        this.spare = new SpareToken(loop, tokens);
        this.lostAtMs = loop.nowMs();
        this.watchedAtMs = lostAtMs;
    }

    Status status() {
        return status;
    }

    /** Whether what is sent now has a chance to arrive. */
    boolean isCarrying() {
        return carrying;
    }

    Optional<PeerAddress> relay() {
        return relay;
    }

    FramedChannel framed() {
        return framed;
    }

    /** Takes the seat, and keeps it until {@link #close}. */
    void open() {
        hunt.hurry();
        watch();
    }

    /** Sends a payload as it is, if there is a session. */
    void transmit(ByteBuffer payload) {
        session.ifPresent(current -> current.send(payload));
    }

    void close() {
        if (!isOver()) {
            end(Status.CLOSED);
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

    private void end(Status how) {
        status = how;
        carrying = false;
        hunt.close();
        spare.take();
    }

    private void fail(RallypointException cause) {
        end(Status.FAILED);
        session.ifPresent(RelaySession::abandon);
        listener.onFailed(cause);
    }

    private final TokenHunt.Events huntEvents =
            new TokenHunt.Events() {
                @Override
                public void onCaught(RelaySession fresh) {
                    session.ifPresent(RelaySession::abandon);
                    session = Optional.of(fresh);
                    onConnected(fresh);
                }

                @Override
                public void onRefusedForGood(RallypointException refusal) {
                    // An access token that ran out says nothing about the seat, and what is still
                    // tried needs none.
                    if (refusal.status() != 401 || session.isEmpty()) {
                        fail(refusal);
                    }
                }
            };

    private final RelaySession.Events sessionEvents =
            new RelaySession.Events() {
                @Override
                public void onState(RelaySession from, State state) {
                    if (isCurrent(from)) {
                        onCurrentState(from, state);
                    } else if (!isOver()) {
                        hunt.onState(from, state);
                    }
                }

                @Override
                public void onSilent(RelaySession from) {
                    if (isCurrent(from)) {
                        interrupt("nothing was heard of the relay; its standbys are asked, too");
                    }
                }

                @Override
                public void onHeardAgain(RelaySession from) {
                    if (isCurrent(from) && status == Status.RECONNECTING) {
                        hunt.stop();
                        status = Status.CONNECTED;
                        listener.onResumed(from.slot());
                    }
                }

                @Override
                public void onPayload(RelaySession from, ByteBuffer payload) {
                    if (!isCurrent(from)) {
                        return;
                    }
                    if (terms.forwarding() == Forwarding.FRAMED) {
                        framed.onPayload(payload);
                    } else {
                        listener.onRaw(payload.slice());
                    }
                }
            };

    private boolean isCurrent(RelaySession candidate) {
        return session.isPresent() && session.get() == candidate && !isOver();
    }

    private void onCurrentState(RelaySession current, State state) {
        carrying = state == State.CONNECTED;
        if (carrying) {
            onConnected(current);
        } else if (!state.isActive()) {
            lose(current, "the session ended: " + state);
        } else {
            interrupt("the relay ended the session: a planned move, or the seat is gone");
        }
    }

    private void onConnected(RelaySession current) {
        boolean wasInterrupted = status != Status.CONNECTED;
        Optional<PeerAddress> before = relay;
        PeerAddress now = current.relay();
        // All of it before the game is told: a bug of its listener must not leave the seat alone.
        status = Status.CONNECTED;
        carrying = true;
        relay = Optional.of(now);
        hunt.stop();
        framed.onSession(wasConnected);
        if (terms.paths() == Paths.PREFER_DIRECT) {
            goDirect(current);
        }
        if (!wasConnected) {
            wasConnected = true;
            listener.onConnected(current.slot(), current.slots());
            return;
        }
        before.filter(old -> !old.equals(now)).ifPresent(old -> onMoved(old, now));
        if (wasInterrupted) {
            listener.onResumed(current.slot());
        }
    }

    /** Every session has its own keys, and so its own paths. */
    private void goDirect(RelaySession current) {
        DirectLink link = new DirectLink(current, framed, listener, loop::nowMs);
        current.attach(link);
        framed.over(link);
        CompletableFuture.completedFuture(terms.stunServers())
                .thenCompose(Supplier::get)
                .thenAccept(servers -> loop.execute(() -> link.ask(servers)));
    }

    private void onMoved(PeerAddress before, PeerAddress now) {
        spare.order();
        listener.onMoved(before, now);
    }

    /** Ten times a second for as long as the seat is kept. */
    private void watch() {
        if (isOver()) {
            return;
        }
        long nowMs = loop.nowMs();
        loop.executeAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WATCH_MS), this::watch);
        if (status == Status.CONNECTED) {
            if (terms.forwarding() == Forwarding.FRAMED) {
                framed.onBeat();
            }
        } else {
            // While the loop stood still nobody was looking for a relay.
            lostAtMs += Math.max(0, nowMs - watchedAtMs - 2 * WATCH_MS);
            if (nowMs - lostAtMs > STRUGGLING_MS) {
                tellStruggling();
            }
            if (nowMs - lostAtMs > GIVE_UP_MS) {
                fail(cause());
            }
        }
        watchedAtMs = nowMs;
    }

    private void tellStruggling() {
        if (status == Status.CONNECTING && !toldStruggling) {
            toldStruggling = true;
            listener.onStruggling(cause());
        }
    }

    private RallypointException cause() {
        if (!wasConnected && hunt.meetsSilence()) {
            return RallypointException.udpBlocked();
        }
        return hunt.lastRefusal().orElseGet(() -> RallypointException.unreachable("no relay"));
    }

    private void interrupt(String cause) {
        if (status == Status.CONNECTED) {
            status = Status.RECONNECTING;
            lostAtMs = loop.nowMs();
            startHunt();
            listener.onInterrupted(cause);
        }
    }

    private void startHunt() {
        if (!hunt.isRunning()) {
            Optional<byte[]> atHand = spare.take();
            atHand.ifPresent(
                    token -> hunt.startWith(token, relay.orElseThrow(), HELP_AFTER.dividedBy(2)));
            hunt.start(HELP_AFTER);
        }
    }

    private void lose(RelaySession current, String cause) {
        current.abandon();
        session = Optional.empty();
        carrying = false;
        // First, for a bug of the listener; the answer comes later in any case.
        hunt.hurry();
        interrupt(cause);
    }
}
