package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointException;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One simulated player. Meets the others over HTTP on the run's thread; sends, receives and
 * accounts on the loop's.
 */
final class Bot implements RelayListener {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int lobby;
    private final int seat;
    private final Racer racer;
    private final Race race;
    private final BotDrive drive;
    private final MotionState motion = new MotionState();
    private final ByteBuffer body = ByteBuffer.allocate(BotState.BYTES);
    private final CompletableFuture<Void> connected = new CompletableFuture<>();

    /** Slots whose last state the relay may repeat because this player has come back. */
    private final BitSet repeats = new BitSet(MatchTicket.MAX_SLOTS);

    private volatile Optional<Racer.Seat> place = Optional.empty();
    private String playerId = "";

    /** Written before {@link #connected} completes, read by others after that. */
    private volatile int slot = -1;

    private int sequence;
    private long startNanos;
    private volatile int reconnects;
    private volatile boolean lostSeat;

    /**
     * Who is meant in a race.
     *
     * @param lobby number of the lobby in the race
     * @param seat number of the player in the lobby; the slot is the server's business
     */
    record Place(int lobby, int seat) {}

    Bot(Place place, BotDrive drive, Racer racer, Race race) {
        this.lobby = place.lobby();
        this.seat = place.seat();
        this.drive = drive;
        this.racer = racer;
        this.race = race;
    }

    CompletableFuture<Void> login(String displayName) {
        return racer.login(displayName).thenAccept(session -> playerId = session.playerId());
    }

    Racer racer() {
        return racer;
    }

    int lobby() {
        return lobby;
    }

    int seat() {
        return seat;
    }

    int slot() {
        return slot;
    }

    int reconnects() {
        return reconnects;
    }

    /** Completes when the seat at the relay is taken; fails when that is hopeless. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    Optional<Racer.Seat> place() {
        return place;
    }

    boolean isConnected() {
        return place.map(Racer.Seat::isConnected).orElse(false);
    }

    /** Also if the relay is dead and the player does not know yet. */
    boolean isServedBy(PeerAddress relay) {
        return place.flatMap(Racer.Seat::relay).filter(relay::equals).isPresent();
    }

    void sitDown(Api.Lobby where) {
        place = Optional.of(racer.sitDown(where, this));
    }

    /** Whether the lobby still knows the player in his slot, and the relay too. */
    boolean keptSeat(Api.Lobby now) {
        boolean listed =
                now.members().stream()
                        .anyMatch(m -> m.playerId().equals(playerId) && m.slot() == slot);
        return listed && !lostSeat && isConnected();
    }

    void leave() {
        place.ifPresent(Racer.Seat::close);
    }

    /** Sends the next state, or lets the moment pass if there is no session just now. */
    void sendNext() {
        Racer.Seat here = place.orElseThrow();
        if (!here.isConnected()) {
            race.onSkipped();
            return;
        }
        long nowNanos = System.nanoTime();
        if (sequence == 0) {
            startNanos = nowNanos;
        }
        drive.move((nowNanos - startNanos) / NANOS_PER_SECOND, motion);
        new BotState(race.run(), lobby, seat, sequence++, nowNanos / NANOS_PER_MICRO)
                .write(body, motion);
        race.ledger().onSent(lobby, seat);
        here.sendState(body);
    }

    @Override
    public void onConnected(int takenSlot, int slots) {
        slot = takenSlot;
        connected.complete(null);
    }

    @Override
    public void onResumed(int takenSlot) {
        reconnects++;
        lostSeat |= takenSlot != slot;
        repeats.set(0, MatchTicket.MAX_SLOTS);
        race.onResumed(lobby);
    }

    @Override
    public void onFailed(RallypointException cause) {
        lostSeat = true;
        race.onError("a player lost the seat: " + cause.getMessage());
        connected.completeExceptionally(cause);
    }

    @Override
    public void onState(int fromSlot, int stateSequence, ByteBuffer payload) {
        account(fromSlot, payload);
    }

    @Override
    public void onStaleState(int fromSlot, int stateSequence, ByteBuffer payload) {
        account(fromSlot, payload);
    }

    private void account(int fromSlot, ByteBuffer payload) {
        long nowNanos = System.nanoTime();
        if (!BotState.fits(payload)) {
            race.onError("a state of " + payload.remaining() + " bytes");
            return;
        }
        BotState state = BotState.read(payload);
        boolean ours = state.run() == race.run() && state.lobby() == lobby;
        if (!ours || race.slotOf(lobby, state.seat()) != fromSlot || !enter(state, nowNanos)) {
            race.onError("a state that does not belong into lobby " + lobby + ": " + state);
            return;
        }
        race.ledger().onHeard(lobby, seat, nowNanos);
    }

    private boolean enter(BotState state, long nowNanos) {
        int fromSlot = race.slotOf(lobby, state.seat());
        if (repeats.get(fromSlot)) {
            repeats.clear(fromSlot);
            return race.ledger().onRepeatedState(lobby, seat, state.seat(), state.sequence());
        }
        long latency = nowNanos - state.sentMicros() * NANOS_PER_MICRO;
        return race.ledger().onState(lobby, seat, state.seat(), state.sequence(), latency);
    }
}
