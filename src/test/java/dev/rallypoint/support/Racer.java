package dev.rallypoint.support;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A player through the SDK, who sends his state at a fixed rate and notes when he heard each of the
 * others. A state names its lobby and its sender's seat.
 */
public final class Racer implements RelayListener {
    private static final int STATE_BYTES = 40;

    private final RallypointClient client;
    private final int lobby;
    private final int seat;
    private final Arrivals arrivals;
    private final ByteBuffer state = ByteBuffer.allocate(STATE_BYTES);
    private final Queue<Integer> slots = new ConcurrentLinkedQueue<>();

    /** What must not happen to a racer. */
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    private final Queue<String> interruptions = new ConcurrentLinkedQueue<>();
    private final Queue<Long> movesMs = new ConcurrentLinkedQueue<>();

    /** 0 while he has a session; the loop's thread only. */
    private long interruptedNanos;

    private volatile Optional<RelayConnection> connection = Optional.empty();

    /**
     * @param lobby by number
     * @param seat of the lobby, by number: the order of joining, which gives the slots
     * @param seats of the lobby
     */
    Racer(RallypointClient client, int lobby, int seat, int seats) {
        this.client = client;
        this.lobby = lobby;
        this.seat = seat;
        this.arrivals = new Arrivals(seats);
    }

    public RallypointClient client() {
        return client;
    }

    public String playerId() {
        return client.session().orElseThrow().playerId();
    }

    public int seat() {
        return seat;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** Whether he heard the one of that seat at this time or later. */
    public boolean hasHeardSince(int fromSeat, long sinceNanos) {
        return arrivals.hasHeardSince(fromSeat, sinceNanos);
    }

    /** The longest time between hearing the one of that seat twice. */
    public long longestGapMs(int fromSeat, long sinceNanos, long untilNanos) {
        return arrivals.longestGapMs(fromSeat, sinceNanos, untilNanos);
    }

    void open(RelayLoop loop, Api.Lobby in) {
        connection = Optional.of(RelayConnection.open(loop, client, in, this));
    }

    /** For the loop's thread. */
    void sendState() {
        state.clear();
        state.putInt(lobby).putInt(seat);
        connection.orElseThrow().sendState(state.position(0).limit(STATE_BYTES));
    }

    void leave() {
        connection.ifPresent(RelayConnection::close);
    }

    /** The relay he races on, {@code ip:port}; empty before the first session. */
    public Optional<String> relay() {
        return connection.flatMap(RelayConnection::relay).map(Object::toString);
    }

    /** Each slot he was told, in their order: one a session. */
    List<Integer> slots() {
        return List.copyOf(slots);
    }

    /** Why sessions ended. */
    List<String> interruptions() {
        return List.copyOf(interruptions);
    }

    /** From each loss of a session that he noticed to the next session. */
    List<Long> movesMs() {
        return List.copyOf(movesMs);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void onConnected(int slot, int slotCount) {
        seated(slot);
    }

    @Override
    public void onResumed(int slot) {
        seated(slot);
    }

    private void seated(int slot) {
        if (interruptedNanos != 0) {
            movesMs.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - interruptedNanos));
            interruptedNanos = 0;
        }
        slots.add(slot);
        if (slot != seat) {
            faults.add(this + " was given slot " + slot);
        }
    }

    @Override
    public void onState(int fromSlot, int sequence, ByteBuffer body) {
        int fromLobby = body.getInt();
        int fromSeat = body.getInt();
        if (fromLobby != lobby || fromSeat != fromSlot) {
            faults.add(this + " heard " + fromLobby + "/" + fromSeat + " from slot " + fromSlot);
            return;
        }
        arrivals.heard(fromSeat, System.nanoTime());
    }

    @Override
    public void onInterrupted(String cause) {
        interruptions.add(cause);
        interruptedNanos = System.nanoTime();
    }

    @Override
    public void onFailed(RallypointException cause) {
        faults.add(this + " lost the seat for good: " + cause.getMessage());
    }

    @Override
    public String toString() {
        return "racer " + lobby + "/" + seat;
    }
}
