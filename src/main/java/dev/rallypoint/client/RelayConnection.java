package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import dev.rallypoint.protocol.relay.Forwarding;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A player's seat in a match: keeps a session with the relay, and when that is lost asks for a new
 * token and takes the same seat again. All methods are safe for any thread; from the loop's own
 * thread they act at once. What is sent while there is no session is dropped: it would be old news
 * later.
 */
public final class RelayConnection implements AutoCloseable {
    /** Where the connection stands. */
    public enum Status {
        /** Before the first session. */
        CONNECTING,
        CONNECTED,
        /** A session was lost; the next one is on its way. */
        RECONNECTING,
        /** Ended by {@link RelayConnection#close}. */
        CLOSED,
        /** The seat is gone for good. */
        FAILED
    }

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
    private volatile Status status = Status.CONNECTING;
    private volatile Optional<PeerAddress> relay = Optional.empty();
    private Optional<RelaySession> session = Optional.empty();

    /** Grows with every question for a token: late answers to earlier ones are ignored. */
    private int attempt;

    private Duration pause = FIRST_PAUSE;
    private long lostAtMs;
    private boolean wasConnected;

    /** Grows with every connect: ends the watch over the one before. */
    private int watching;

    private RelayConnection(
            RelayLoop loop,
            Supplier<CompletableFuture<Api.Connection>> tokens,
            Forwarding forwarding,
            RelayListener listener) {
        this.loop = loop;
        this.tokens = tokens;
        this.forwarding = forwarding;
        this.listener = listener;
        this.framed = new FramedChannel(loop, listener, this::transmit);
        this.lostAtMs = loop.nowMs();
    }

    /** Takes the player's seat of a lobby he is a member of. */
    public static RelayConnection open(
            RelayLoop loop, RallypointClient client, Api.Lobby lobby, RelayListener listener) {
        Forwarding forwarding = Forwarding.ofWord(lobby.forwarding());
        return open(loop, () -> client.openConnection(lobby.lobbyId()), forwarding, listener);
    }

    /**
     * @param tokens asked for a fresh connect token for each session
     */
    public static RelayConnection open(
            RelayLoop loop,
            Supplier<CompletableFuture<Api.Connection>> tokens,
            Forwarding forwarding,
            RelayListener listener) {
        RelayConnection connection = new RelayConnection(loop, tokens, forwarding, listener);
        loop.execute(connection::askForToken);
        return connection;
    }

    public Status status() {
        return status;
    }

    /** Sends the player's state to all others; only the newest one counts. At most 1169 bytes. */
    public void sendState(ByteBuffer body) {
        onLoop(body, framed::sendState);
    }

    /** Sends a message to all others; it may get lost. At most 1173 bytes. */
    public void send(ByteBuffer body) {
        onLoop(body, framed::sendToAll);
    }

    /** Sends a message to one slot; it may get lost. At most 1173 bytes. */
    public void sendTo(int slot, ByteBuffer body) {
        onLoop(body, bytes -> framed.sendTo(slot, bytes));
    }

    /** Sends a message to the host; it may get lost. At most 1173 bytes. */
    public void sendToHost(ByteBuffer body) {
        onLoop(body, framed::sendToHost);
    }

    /** Sends a payload of a match that is not framed, as it is. At most 1175 bytes. */
    public void sendRaw(ByteBuffer payload) {
        onLoop(payload, this::transmit);
    }

    /** The relay that serves the seat, or served it last; empty before the first session. */
    public Optional<PeerAddress> relay() {
        return relay;
    }

    /** As of the last clock exchange, at most a second ago. */
    public LinkStatistics statistics() {
        return framed.statistics();
    }

    /** The relay's Unix time now in microseconds, estimated; empty before the first exchange. */
    public OptionalLong relayTimeMicros() {
        return framed.relayTimeMicros();
    }

    /** Leaves the relay; the seat is given up. */
    @Override
    public void close() {
        loop.execute(
                () -> {
                    if (!isOver()) {
                        status = Status.CLOSED;
                        session.ifPresent(RelaySession::disconnect);
                        listener.onClosed();
                    }
                });
    }

    /**
     * Drops the session without a word and gets another one, as after a change of the network the
     * game knows of.
     */
    public void reconnect() {
        loop.execute(() -> session.ifPresent(current -> lose(current, "the game asked for it")));
    }

    private interface Sender {
        void send(ByteBuffer bytes);
    }

    private void onLoop(ByteBuffer bytes, Sender sender) {
        if (status != Status.CONNECTED) {
            return;
        }
        if (loop.isLoopThread()) {
            sender.send(bytes);
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        loop.execute(() -> sender.send(copy));
    }

    private void transmit(ByteBuffer payload) {
        session.ifPresent(current -> current.send(payload));
    }

    private boolean isOver() {
        return status == Status.CLOSED || status == Status.FAILED;
    }

    private void askForToken() {
        if (isOver()) {
            return;
        }
        int asked = ++attempt;
        tokens.get()
                .whenComplete(
                        (connection, failure) ->
                                loop.execute(() -> onToken(asked, connection, failure)));
    }

    private void onToken(int asked, Api.Connection connection, Throwable failure) {
        if (asked != attempt || isOver()) {
            return;
        }
        if (failure != null) {
            onRefusal(refusal(failure));
            return;
        }
        try {
            byte[] token = Base64.getDecoder().decode(connection.connectToken());
            session = Optional.of(RelaySession.open(loop, token, events));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            onRefusal(RallypointException.local(RallypointException.UNREADABLE, e.toString(), e));
        }
    }

    private static RallypointException refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RallypointException known
                ? known
                : RallypointException.local(
                        RallypointException.UNREACHABLE, cause.toString(), cause);
    }

    private void onRefusal(RallypointException refusal) {
        boolean forGood = refusal.status() / 100 == 4 && refusal.status() != 429;
        if (forGood || loop.nowMs() - lostAtMs > GIVE_UP_MS) {
            status = Status.FAILED;
            listener.onFailed(refusal);
            return;
        }
        askAfter(refusal.retryAfter().orElse(pause));
    }

    private void askAfter(Duration delay) {
        pause =
                pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                        ? LONGEST_PAUSE
                        : pause.multipliedBy(2);
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
        pause = FIRST_PAUSE;
        framed.onSession(wasConnected);
        if (wasConnected) {
            listener.onResumed(current.slot());
        } else {
            wasConnected = true;
            listener.onConnected(current.slot(), current.slots());
        }
        watching++;
        watch(current, watching);
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
            interrupt(cause);
            askForToken();
            return;
        }
        onRefusal(
                new RallypointException(
                        0,
                        RallypointException.UNREACHABLE,
                        cause,
                        Optional.empty(),
                        Optional.empty()));
    }
}
