package dev.rallypoint.anticheat;

import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;

/**
 * One driver at his computer, behind his network, in front of a referee: the way of each state from
 * the car to the verdict. All chance comes from one seed.
 */
final class SimDrive implements Referee.Output {
    private static final double FRAME_SECONDS = 1.0 / 60;

    /** ntpd takes a quarter of an hour before it sets a clock again. */
    private static final double CLOCK_SET_EVERY_SECONDS = 120;

    private static final long EPOCH_MS = 1_790_000_000_000L;

    /** What the network does to him. */
    record Link(double loss, double baseMs, double jitterMs) {}

    private record Arrival(long atMs, long order, byte[] payload) {}

    private final SimCar car;
    private final Link link;
    private final Random random;
    private final PlayerWatch watch;
    private final MotionState state = new MotionState();
    private final PriorityQueue<Arrival> underWay =
            new PriorityQueue<>(
                    Comparator.comparingLong(Arrival::atMs).thenComparingLong(Arrival::order));
    private final Map<Action, Double> reachedAt = new EnumMap<>(Action.class);
    private final List<String> rules = new ArrayList<>();
    private final double skew;
    private final boolean setsClock;
    private final long tickMicros;
    private double hz;
    private double clock;
    private double clockSetAt = Double.NEGATIVE_INFINITY;
    private double nextSend;
    private double nextMischief;
    private double hangsUntil;
    private double slowUntil;
    private double now;
    private int sequence;

    SimDrive(GameModes modes, String mode, String track, SimCar car, Link link, long seed) {
        this.car = car;
        this.link = link;
        random = new Random(seed);
        MatchTicket ticket =
                new MatchTicket(new UUID(1, seed), Forwarding.FRAMED, false, 0, 8, 1, mode, track);
        watch = new Referee(modes, this).watch(ticket, seed).orElseThrow();
        skew = 1 + (random.nextDouble() - 0.5) * 400e-6;
        setsClock = random.nextBoolean();
        tickMicros = random.nextInt(3) == 0 ? 1_000 : 1;
        clock = random.nextDouble() * 1e6;
        sequence = random.nextInt();
        chooseRate();
    }

    private void chooseRate() {
        hz = 10 + 50 * random.nextDouble();
        nextMischief = now - 40 * Math.log(1 - random.nextDouble());
    }

    /** Races until the time is over or he is thrown out. */
    void run(double seconds) {
        while (now < seconds && !reachedAt.containsKey(Action.KICK)) {
            now += FRAME_SECONDS;
            clock += FRAME_SECONDS * skew * car.gameSpeed();
            car.step(FRAME_SECONDS);
            if (now >= nextMischief) {
                mischief();
            }
            if (now >= nextSend && now >= hangsUntil && car.isSending()) {
                nextSend = Math.max(nextSend + 1 / hz, now - FRAME_SECONDS);
                send();
            }
            deliver();
        }
    }

    /** Another frame rate, a program that hangs, a slow network, a clock that is set. */
    private void mischief() {
        chooseRate();
        switch (random.nextInt(4)) {
            case 0 -> hangsUntil = now + 1.4 * random.nextDouble();
            case 1 -> slowUntil = now + 2 * random.nextDouble();
            case 2 -> {
                if (setsClock && now > clockSetAt + CLOCK_SET_EVERY_SECONDS) {
                    clockSetAt = now;
                    double most = random.nextBoolean() ? 0.05 : 1;
                    clock += most * (2 * random.nextDouble() - 1);
                }
            }
            default -> {
                // Only the frame rate.
            }
        }
    }

    private void send() {
        sequence++;
        if (random.nextDouble() < link.loss()) {
            return;
        }
        car.write(state);
        state.clientMicros = Math.round(clock * 1e6) / tickMicros * tickMicros;
        ByteBuffer out =
                ByteBuffer.allocate(FramedHeader.STATE_BYTES + MotionState.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        FramedHeader.writeState(out, Destination.ALL, 0, sequence);
        state.write(out);
        double delayMs = link.baseMs() + link.jitterMs() * random.nextDouble();
        if (now < slowUntil) {
            delayMs += 200 * random.nextDouble();
        }
        long atMs = EPOCH_MS + Math.round(now * 1e3 + delayMs);
        underWay.add(new Arrival(atMs, sequence, out.array()));
    }

    private void deliver() {
        long nowMs = EPOCH_MS + (long) (now * 1e3);
        while (!underWay.isEmpty() && underWay.peek().atMs() <= nowMs) {
            Arrival arrival = underWay.remove();
            watch.onState(ByteBuffer.wrap(arrival.payload()), arrival.atMs());
        }
    }

    @Override
    public void onVerdict(CheatVerdict verdict) {
        Action reached = Action.valueOf(verdict.action().toUpperCase(Locale.ROOT));
        for (Action action : Action.values()) {
            if (action.compareTo(reached) <= 0) {
                reachedAt.putIfAbsent(action, now);
            }
        }
        verdict.findings().forEach(finding -> rules.add(finding.toString()));
    }

    @Override
    public void onBrokenRule(String rule, RuntimeException bug) {
        throw bug;
    }

    /** Seconds of the drive; infinite = never. */
    double reachedAt(Action action) {
        return reachedAt.getOrDefault(action, Double.POSITIVE_INFINITY);
    }

    Action worst() {
        return reachedAt.keySet().stream().max(Comparator.naturalOrder()).orElse(Action.NONE);
    }

    SimCar car() {
        return car;
    }

    /** What the referee found, up to the last verdict. */
    List<String> findings() {
        return rules;
    }
}
