package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.Paths;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A player's seat in a match, and the way back to it. When nothing is heard of the relay for 500
 * ms, the session stays, all other relays of its token are asked whether the match is theirs now,
 * and soon a fresh token is asked for, too; whatever is heard first has the seat, with the same
 * slot. After 30 s in vain the seat is gone. All methods are safe for any thread; from the loop's
 * own thread they act at once. What is sent while there is no session is dropped: it would be old
 * news later.
 */
public final class RelayConnection implements AutoCloseable {
    /** Where the connection stands. */
    public enum Status {
        /** Before the first session. */
        CONNECTING,
        CONNECTED,
        /** Nothing is heard of the relay, or the session was lost; the way back is looked for. */
        RECONNECTING,
        /** Ended by {@link RelayConnection#close}. */
        CLOSED,
        /** The seat is gone for good. */
        FAILED
    }

    private final RelayLoop loop;
    private final SeatKeeper seat;
    private final FramedChannel framed;

    private RelayConnection(RelayLoop loop, SeatKeeper seat) {
        this.loop = loop;
        this.seat = seat;
        this.framed = seat.framed();
    }

    /**
     * Takes the player's seat of a lobby he is a member of. In a lobby whose paths are
     * prefer-direct the other members learn his addresses; see {@link #openOverRelay}.
     */
    public static RelayConnection open(
            RelayLoop loop, RallypointClient client, Api.Lobby lobby, RelayListener listener) {
        SeatTerms terms =
                new SeatTerms(
                        Forwarding.ofWord(lobby.forwarding()),
                        Paths.ofWord(lobby.paths()).orElse(Paths.RELAY_ONLY),
                        () -> StunServers.of(client));
        return open(loop, () -> client.openConnection(lobby.lobbyId()), terms, listener);
    }

    /** The same for a player who shows nobody his addresses, whatever the lobby's paths are. */
    public static RelayConnection openOverRelay(
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
        return open(loop, tokens, SeatTerms.overRelay(forwarding), listener);
    }

    private static RelayConnection open(
            RelayLoop loop,
            Supplier<CompletableFuture<Api.Connection>> tokens,
            SeatTerms terms,
            RelayListener listener) {
        SeatKeeper seat = new SeatKeeper(loop, tokens, terms, listener);
        loop.execute(seat::open);
        return new RelayConnection(loop, seat);
    }

    public Status status() {
        return seat.status();
    }

    /**
     * Sends the player's state to all others; only the newest one counts.
     *
     * @param body at most 1169 bytes
     * @throws IllegalArgumentException for more
     */
    public void sendState(ByteBuffer body) {
        onLoop(body, FramedChannel.MAX_STATE_BYTES, framed::sendState);
    }

    /**
     * Sends a message to all others; it may get lost.
     *
     * @param body at most 1173 bytes
     * @throws IllegalArgumentException for more
     */
    public void send(ByteBuffer body) {
        onLoop(body, FramedChannel.MAX_MESSAGE_BYTES, framed::sendToAll);
    }

    /**
     * Sends a message to one slot; it may get lost.
     *
     * @param slot 0..63
     * @param body at most 1173 bytes
     * @throws IllegalArgumentException for another slot or more bytes
     */
    public void sendTo(int slot, ByteBuffer body) {
        if (slot < 0 || slot >= MatchTicket.MAX_SLOTS) {
            throw new IllegalArgumentException("slot " + slot);
        }
        onLoop(body, FramedChannel.MAX_MESSAGE_BYTES, bytes -> framed.sendTo(slot, bytes));
    }

    /**
     * Sends a message to the host; it may get lost.
     *
     * @param body at most 1173 bytes
     * @throws IllegalArgumentException for more
     */
    public void sendToHost(ByteBuffer body) {
        onLoop(body, FramedChannel.MAX_MESSAGE_BYTES, framed::sendToHost);
    }

    /**
     * Sends a payload of a match that is not framed, as it is.
     *
     * @param payload 1..1175 bytes
     * @throws IllegalArgumentException for none or more
     */
    public void sendRaw(ByteBuffer payload) {
        if (!payload.hasRemaining()) {
            throw new IllegalArgumentException("a payload has at least one byte");
        }
        onLoop(payload, FramedChannel.MAX_PAYLOAD_BYTES, seat::transmit);
    }

    /** The relay that serves the seat, or served it last; empty before the first session. */
    public Optional<PeerAddress> relay() {
        return seat.relay();
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
        loop.execute(seat::close);
    }

    /**
     * Drops the session without a word and gets another one, as after a change of the network the
     * game knows of.
     */
    public void reconnect() {
        loop.execute(seat::reconnect);
    }

    private interface Sender {
        void send(ByteBuffer bytes);
    }

    private void onLoop(ByteBuffer bytes, int maxBytes, Sender sender) {
        if (bytes.remaining() > maxBytes) {
            throw new IllegalArgumentException(
                    bytes.remaining() + " bytes, but at most " + maxBytes + " fit");
        }
        if (!seat.isCarrying()) {
            return;
        }
        if (loop.isLoopThread()) {
            sender.send(bytes);
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        loop.execute(() -> sender.send(copy));
    }
}
