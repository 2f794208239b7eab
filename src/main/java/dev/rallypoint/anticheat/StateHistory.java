package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.StateView;
import dev.rallypoint.contract.CheatMessage.ObservedState;
import dev.rallypoint.protocol.relay.FramedHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last seconds of one player's states, in rings of primitives: nothing is made for a state once
 * the rings are as large as the player's rate needs.
 */
final class StateHistory implements StateView {
    /** How far back it reaches. */
    static final int KEPT_MS = 10_000;

    /** Position, velocity and rotation of a state, in this order. */
    static final int NUMBERS = 10;

    private static final int POSITION = 0;
    private static final int VELOCITY = 3;
    private static final int ROTATION = 6;
    private static final int FIRST_CAPACITY = 64;

    /** Ten seconds of 100 a second; who sends more often is remembered for less time. */
    private static final int MAX_CAPACITY = 1_024;

    /** No honest clock gains a second on the server's from one state to the next. */
    private static final long MAX_LEAD_MICROS = 1_000_000;

    /** What a state may have been late when it has to be timed by its arrival. */
    private static final long LATE_MICROS = 250_000;

    private static final double MICROS = 1e-6;

    private final Axis up;
    private long[] serverMs = new long[FIRST_CAPACITY];
    private long[] clientMicros = new long[FIRST_CAPACITY];
    private long[] timeMicros = new long[FIRST_CAPACITY];
    private int[] sequences = new int[FIRST_CAPACITY];
    private int[] checkpoints = new int[FIRST_CAPACITY];
    private byte[] respawns = new byte[FIRST_CAPACITY];
    private boolean[] paused = new boolean[FIRST_CAPACITY];

    /** {@link #NUMBERS} of each state together. */
    private double[] numbers = new double[FIRST_CAPACITY * NUMBERS];

    private int head = -1;
    private int size;
    private boolean jumped;
    private boolean respawned;
    private boolean clockSet;
    private boolean returning;
    private boolean returned;

    /** Which coordinate points up. */
    enum Axis {
        X,
        Y,
        Z
    }

    StateHistory(Axis up) {
        this.up = up;
    }

    /** Room for the next state; it counts once {@link #accept} was called. */
    int draft() {
        if (size == serverMs.length && size < MAX_CAPACITY) {
            long oldest = serverMs[head + 1 & serverMs.length - 1];
            if (serverMs[head] - oldest < KEPT_MS) {
                resize(2 * serverMs.length, size);
            }
        }
        return head + 1 & serverMs.length - 1;
    }

    /** Its player left: where he was is all that counts when he comes back. */
    void keepNewest() {
        resize(FIRST_CAPACITY, Math.min(size, 1));
    }

    /** He is back: sequence, clock and count of respawns begin anew with the next state. */
    void onReturn() {
        returning = size > 0;
    }

    /** Unrolls the newest of the rings, so that the oldest of them comes to index 0. */
    private void resize(int capacity, int kept) {
        int oldest = head - kept + 1;
        int[] order = new int[kept];
        for (int i = 0; i < kept; i++) {
            order[i] = oldest + i & serverMs.length - 1;
        }
        long[] newServerMs = new long[capacity];
        long[] newClientMicros = new long[capacity];
        long[] newTimeMicros = new long[capacity];
        int[] newSequences = new int[capacity];
        int[] newCheckpoints = new int[capacity];
        byte[] newRespawns = new byte[capacity];
        boolean[] newPaused = new boolean[capacity];
        double[] newNumbers = new double[capacity * NUMBERS];
        for (int i = 0; i < kept; i++) {
            newServerMs[i] = serverMs[order[i]];
            newClientMicros[i] = clientMicros[order[i]];
            newTimeMicros[i] = timeMicros[order[i]];
            newSequences[i] = sequences[order[i]];
            newCheckpoints[i] = checkpoints[order[i]];
            newRespawns[i] = respawns[order[i]];
            newPaused[i] = paused[order[i]];
            System.arraycopy(numbers, order[i] * NUMBERS, newNumbers, i * NUMBERS, NUMBERS);
        }
        serverMs = newServerMs;
        clientMicros = newClientMicros;
        timeMicros = newTimeMicros;
        sequences = newSequences;
        checkpoints = newCheckpoints;
        respawns = newRespawns;
        paused = newPaused;
        numbers = newNumbers;
        head = kept - 1;
        size = kept;
    }

    void setNumber(int draft, int which, double value) {
        numbers[draft * NUMBERS + which] = value;
    }

    void setClientMicros(int draft, long micros) {
        clientMicros[draft] = micros;
    }

    void setProgress(int draft, int passedCheckpoints, int respawnCount, boolean isPaused) {
        checkpoints[draft] = passedCheckpoints;
        respawns[draft] = (byte) respawnCount;
        paused[draft] = isPaused;
    }

    /** The draft is the newest state now. */
    void accept(int draft, int sequence, long nowMs) {
        sequences[draft] = sequence;
        serverMs[draft] = nowMs;
        returned = returning;
        returning = false;
        timeMicros[draft] = size == 0 ? 0 : timeMicros[head] + stepMicros(draft, nowMs);
        head = draft;
        size = Math.min(size + 1, serverMs.length);
        jumped = size == 1 || returned;
        respawned = false;
        clockSet = !jumped && clientMicros(0) < clientMicros(1);
    }

    private long stepMicros(int draft, long nowMs) {
        long byClient = clientMicros[draft] - clientMicros[head];
        long byServer = (nowMs - serverMs[head]) * 1_000;
        boolean believable = !returned && byClient >= 0 && byClient - byServer <= MAX_LEAD_MICROS;
        return believable ? byClient : byServer + LATE_MICROS;
    }

    /** The newest state does not continue the one before. */
    void markJump() {
        jumped = true;
    }

    void markRespawn() {
        jumped = true;
        respawned = true;
    }

    /** The player's clock went ahead at once. */
    void markClockSet() {
        clockSet = true;
    }

    /** Whether a state is the next one, whatever was lost in between. */
    boolean isNewer(int sequence) {
        return size == 0 || returning || FramedHeader.isNewer(sequence, sequences[head]);
    }

    /** Whether the newest state is the first one since its player came back. */
    boolean isReturn() {
        return returned;
    }

    /** Respawns declared from the state before the newest to the newest, 0 to 255. */
    int newRespawns() {
        return size < 2 || returned ? 0 : respawns[at(0)] - respawns[at(1)] & 0xFF;
    }

    private int at(int age) {
        return head - age & serverMs.length - 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isJump() {
        return jumped;
    }

    @Override
    public boolean isRespawn() {
        return respawned;
    }

    @Override
    public boolean isClockSet() {
        return clockSet;
    }

    @Override
    public long serverMs(int age) {
        return serverMs[at(age)];
    }

    @Override
    public long clientMicros(int age) {
        return clientMicros[at(age)];
    }

    @Override
    public double seconds(int age) {
        return timeMicros[at(age)] * MICROS;
    }

    private double number(int age, int which) {
        return numbers[at(age) * NUMBERS + which];
    }

    @Override
    public double x(int age) {
        return number(age, POSITION);
    }

    @Override
    public double y(int age) {
        return number(age, POSITION + 1);
    }

    @Override
    public double z(int age) {
        return number(age, POSITION + 2);
    }

    @Override
    public double velocityX(int age) {
        return number(age, VELOCITY);
    }

    @Override
    public double velocityY(int age) {
        return number(age, VELOCITY + 1);
    }

    @Override
    public double velocityZ(int age) {
        return number(age, VELOCITY + 2);
    }

    @Override
    public double height(int age) {
        return number(age, POSITION + up.ordinal());
    }

    @Override
    public double groundMetres(int age, int otherAge) {
        double dx = x(age) - x(otherAge);
        double dy = y(age) - y(otherAge);
        double dz = z(age) - z(otherAge);
        return level(dx, dy, dz);
    }

    /** Length without the part that points up. */
    private double level(double dx, double dy, double dz) {
        double part =
                switch (up) {
                    case X -> dy * dy + dz * dz;
                    case Y -> dx * dx + dz * dz;
                    case Z -> dx * dx + dy * dy;
                };
        return Math.sqrt(part);
    }

    @Override
    public double groundSpeed(int age) {
        return level(velocityX(age), velocityY(age), velocityZ(age));
    }

    @Override
    public double climbSpeed(int age) {
        return Math.abs(number(age, VELOCITY + up.ordinal()));
    }

    @Override
    public int checkpoints(int age) {
        return checkpoints[at(age)];
    }

    @Override
    public boolean isPaused(int age) {
        return paused[at(age)];
    }

    /** Distance of a state to a place. */
    double metresTo(int age, double placeX, double placeY, double placeZ) {
        double dx = x(age) - placeX;
        double dy = y(age) - placeY;
        double dz = z(age) - placeZ;
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    /** Distance between two states. */
    double metres(int age, int otherAge) {
        return metresTo(age, x(otherAge), y(otherAge), z(otherAge));
    }

    /** What evidence shows: the states of the last {@link #KEPT_MS}, oldest first. */
    List<ObservedState> toEvidence() {
        List<ObservedState> states = new ArrayList<>();
        for (int age = size - 1; age >= 0; age--) {
            if (serverMs(0) - serverMs(age) <= KEPT_MS) {
                states.add(observed(age));
            }
        }
        return states;
    }

    private ObservedState observed(int age) {
        int i = at(age);
        return new ObservedState(
                serverMs[i],
                clientMicros[i],
                sequences[i],
                numbers(i, POSITION, 3),
                numbers(i, VELOCITY, 3),
                numbers(i, ROTATION, 4),
                checkpoints[i],
                Byte.toUnsignedInt(respawns[i]),
                paused[i]);
    }

    private List<Double> numbers(int index, int from, int count) {
        int first = index * NUMBERS + from;
        return Arrays.stream(numbers, first, first + count).boxed().toList();
    }
}
