package dev.rallypoint.anticheat;

import dev.rallypoint.contract.CheatMessage.CheatFinding;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One player of the game mode {@code test}, state by state. */
final class Drives implements Referee.Output {
    static final long START_MS = 1_790_000_000_000L;
    static final long PLAYER = 5;
    static final UUID LOBBY = new UUID(3, 4);

    final List<CheatVerdict> verdicts = new ArrayList<>();
    final List<String> broken = new ArrayList<>();
    final Referee referee;
    final MotionState state = new MotionState();
    PlayerWatch watch;
    long nowMs = START_MS;
    private int sequence = 41;

    /**
     * @param yaml of the game mode test, without its name; its layout is the standard one at 0
     */
    Drives(String yaml) {
        this(
                new GameModes(
                        GameModesFile.read(
                                "a test", "test:\n  layout: {standard: 0}\n" + yaml.indent(2))),
                "test");
    }

    Drives(GameModes modes, String mode) {
        referee = new Referee(modes, this);
        join(mode, "");
        state.clientMicros = 7_000_000;
    }

    void join(String track) {
        join("test", track);
    }

    void join(String mode, String track) {
        watch = referee.watch(ticket(mode, track), PLAYER).orElseThrow();
    }

    static MatchTicket ticket(String mode, String track) {
        return new MatchTicket(LOBBY, Forwarding.FRAMED, false, 0, 8, 1, mode, track);
    }

    /** By another session in the same match. */
    void comeBack() {
        watch.onLeft();
        watch.onReturn();
        sequence -= 1_000;
    }

    /** Both clocks go on. */
    Drives after(long ms) {
        nowMs += ms;
        state.clientMicros += ms * 1_000;
        return this;
    }

    DropReason send() {
        return watch.onState(payload(), nowMs);
    }

    ByteBuffer payload() {
        ByteBuffer payload = ByteBuffer.allocate(FramedHeader.STATE_BYTES + MotionState.BYTES);
        FramedHeader.writeState(payload, Destination.ALL, 0, sequence++);
        state.write(payload);
        return payload.flip();
    }

    /** Straight on at a speed, twenty states a second. */
    void drive(double metresPerSecond, double seconds) {
        for (int i = 0; i < Math.round(seconds * 20); i++) {
            after(50);
            state.x += metresPerSecond * 0.05;
            state.velocityX = (float) metresPerSecond;
            send();
        }
    }

    /** Gains speed all the time. */
    double accelerate(double from, double metresPerSecondSquared, double seconds) {
        double speed = from;
        for (int i = 0; i < Math.round(seconds * 20); i++) {
            speed += metresPerSecondSquared * 0.05;
            drive(speed, 0.05);
        }
        return speed;
    }

    long findings(String rule) {
        return referee.counters().findings(rule);
    }

    long findings() {
        return RefereeCounters.rules().stream().mapToLong(this::findings).sum();
    }

    CheatFinding lastFinding() {
        return verdicts.get(verdicts.size() - 1).cause();
    }

    @Override
    public void onVerdict(CheatVerdict verdict) {
        verdicts.add(verdict);
    }

    @Override
    public void onBrokenRule(String rule, RuntimeException bug) {
        broken.add(rule + " " + bug.getMessage());
    }
}
