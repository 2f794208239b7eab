package dev.rallypoint.anticheat;

import dev.rallypoint.protocol.relay.MotionState;
import java.util.Random;

/**
 * A car and its driver: curves by their grip, engine and brakes to the limit, pushes, spins,
 * crashes with respawns, pauses; and what cheaters make of it. Time is the true one, in steps of a
 * frame.
 */
final class SimCar {
    /** What a cheater does once he begins. */
    enum Cheat {
        NONE,
        SPEED,
        TELEPORT,
        CLOCK,
        ACCELERATION,
        PROGRESS
    }

    private enum Mood {
        DRIVING,
        SPINNING,
        CRASHED,
        PAUSED
    }

    private static final double BRAKES = 12;

    /**
     * Within the tolerance of the rules nobody counts as a cheater: m/s gained in one go beyond
     * 1.25 times the engine, which a collision can give, and seconds beyond 1.1 times the top
     * speed.
     */
    private static final double GAINED_TOO_MUCH = 14;

    private static final double TOO_FAST_SECONDS = 1;

    private final SimTrack track;
    private final Random random;
    private final double topSpeed;
    private final double engine;
    private final double skill;
    private final boolean respawnsAtCheckpoint;
    private final boolean silentPauses;
    private final Cheat cheat;
    private final double factor;
    private final double cheatsFrom;
    private double now;
    private double along;
    private double offset;
    private double wander;
    private double bump;
    private double speed;
    private Mood mood = Mood.DRIVING;
    private double moodUntil;
    private double nextEvent;
    private double nextJump;
    private int passed;
    private int respawns;
    private double tooMuch;
    private double tooFastSeconds;
    private double cheatedAt = Double.NaN;

    SimCar(SimTrack track, double topSpeed, double engine, Cheat cheat, Random random) {
        this.track = track;
        this.topSpeed = topSpeed;
        this.engine = engine;
        this.cheat = cheat;
        this.random = random;
        skill = 0.85 + 0.15 * random.nextDouble();
        respawnsAtCheckpoint = random.nextBoolean();
        silentPauses = random.nextBoolean();
        wander = random.nextDouble() * 10;
        along = random.nextInt(track.metres);
        passed = gateBefore(along);
        cheatsFrom = cheat == Cheat.NONE ? Double.POSITIVE_INFINITY : 30 + random.nextInt(30);
        factor =
                switch (cheat) {
                    case NONE, TELEPORT, PROGRESS -> 1;
                    case SPEED -> 1.25 + 0.75 * random.nextDouble();
                    case CLOCK -> 1.15 + 0.85 * random.nextDouble();
                    case ACCELERATION -> 2.5 + 2.5 * random.nextDouble();
                };
        scheduleEvent();
    }

    /** When the first state beyond the rules was true; NaN = none yet. */
    double cheatedAt() {
        return cheatedAt;
    }

    private boolean cheats() {
        return now >= cheatsFrom;
    }

    private void didCheat() {
        if (Double.isNaN(cheatedAt)) {
            cheatedAt = now;
        }
    }

    /** How fast the game's time runs. */
    double gameSpeed() {
        return cheat == Cheat.CLOCK && cheats() ? factor : 1;
    }

    private void scheduleEvent() {
        nextEvent = now - 20 * Math.log(1 - random.nextDouble());
    }

    /** A frame of true time. */
    void step(double seconds) {
        now += seconds;
        double game = seconds * gameSpeed();
        if (cheat == Cheat.CLOCK && cheats()) {
            didCheat();
        }
        wander += game;
        switch (mood) {
            case DRIVING -> drive(game);
            case SPINNING -> {
                speed = Math.max(0, speed - 18 * game);
                offset += 0.2 * speed * game;
                roll(speed * game);
            }
            case CRASHED -> speed = 0;
            case PAUSED -> {
                speed = Math.max(0, speed - 6 * game);
                roll(speed * game);
            }
        }
        if (mood != Mood.DRIVING && now >= moodUntil) {
            endMood();
        }
    }

    private void drive(double game) {
        boolean faster = cheat == Cheat.SPEED && cheats();
        double top = topSpeed * (faster ? factor : 1);
        double power = engine;
        if (cheat == Cheat.ACCELERATION && cheats()) {
            power *= factor;
        }
        double wanted = Math.min(top, wantedSpeed() * (faster ? factor : 1));
        if (speed < wanted) {
            double gain = Math.min(wanted - speed, power * game);
            tooMuch += Math.max(0, gain - 1.25 * engine * game);
            if (tooMuch > GAINED_TOO_MUCH) {
                didCheat();
            }
            speed += gain;
        } else {
            tooMuch = 0;
            speed = Math.max(wanted, speed - BRAKES * game);
        }
        tooFastSeconds = speed > 1.1 * topSpeed + 2 ? tooFastSeconds + game : 0;
        if (tooFastSeconds > TOO_FAST_SECONDS && Double.isNaN(cheatedAt)) {
            cheatedAt = now - tooFastSeconds;
        }
        double aside = 3 * Math.sin(wander / 4) + bump - offset;
        double mostAside = 0.15 * speed * game;
        offset += Math.max(-mostAside, Math.min(mostAside, aside * game));
        bump -= bump * Math.min(1, game);
        roll(speed * game);
        jumpAhead();
        if (now >= nextEvent) {
            scheduleEvent();
            event();
        }
    }

    /** What the curves ahead allow with these brakes. */
    private double wantedSpeed() {
        double wanted = topSpeed;
        for (int ahead = 0; ahead < 140; ahead += 4) {
            double curve = track.curveSpeed[track.index(along + ahead)];
            wanted = Math.min(wanted, Math.sqrt(curve * curve + 2 * 0.8 * BRAKES * ahead));
        }
        return Math.max(3, wanted * skill);
    }

    private void jumpAhead() {
        if (!cheats() || now < nextJump) {
            return;
        }
        nextJump = now + 3 + 5 * random.nextDouble();
        if (cheat == Cheat.TELEPORT) {
            didCheat();
            along += 80 + random.nextInt(300);
            passed = Math.max(passed, gateBefore(along));
        } else if (cheat == Cheat.PROGRESS) {
            // One who says it, one who believes that nobody counts laps.
            didCheat();
            passed += random.nextInt(4) == 0 ? track.gates.length : 1 + random.nextInt(3);
        }
    }

    private void event() {
        double kind = random.nextDouble();
        if (kind < 0.5) {
            double push = random.nextDouble() < 0.5 ? 5.5 : -15;
            speed = Math.max(0, Math.min(speed + push * random.nextDouble(), 1.08 * topSpeed));
            bump += 3 * random.nextGaussian();
        } else if (kind < 0.7) {
            mood = Mood.SPINNING;
            moodUntil = now + 2 + 2 * random.nextDouble();
        } else if (kind < 0.92) {
            mood = Mood.CRASHED;
            moodUntil = now + 3 + 2 * random.nextDouble();
        } else {
            mood = Mood.PAUSED;
            moodUntil = now + 3 + 40 * random.nextDouble();
        }
    }

    private void endMood() {
        if (mood == Mood.CRASHED) {
            respawns++;
            if (respawnsAtCheckpoint && passed > 0) {
                int lap = (passed - 1) / track.gates.length;
                int gate = (passed - 1) % track.gates.length;
                along = (double) lap * track.metres + track.gates[gate];
            }
            offset = 0;
        }
        mood = Mood.DRIVING;
    }

    private void roll(double metres) {
        along += metres;
        passed = cheat == Cheat.PROGRESS ? Math.max(passed, gateBefore(along)) : gateBefore(along);
    }

    /** Checkpoints passed by who has come so far: the one at 0 is the first. */
    private int gateBefore(double metres) {
        int lap = (int) Math.floor(metres / track.metres);
        int inLap = track.index(metres);
        int count = 0;
        while (count < track.gates.length && track.gates[count] <= inLap) {
            count++;
        }
        return lap * track.gates.length + count;
    }

    /** Whether the game sends now. */
    boolean isSending() {
        return mood != Mood.PAUSED || !silentPauses || speed > 0;
    }

    void write(MotionState state) {
        int at = track.index(along);
        int next = track.index(along + 1);
        double part = along - Math.floor(along);
        double[] here = aside(at);
        double[] there = aside(next);
        state.x = (float) (here[0] + part * (there[0] - here[0]));
        state.y = (float) (track.y[at] + part * (track.y[next] - track.y[at]));
        state.z = (float) (here[1] + part * (there[1] - here[1]));
        double dx = track.x[next] - track.x[at];
        double dz = track.z[next] - track.z[at];
        double length = Math.hypot(dx, dz);
        double forward = speed * gameSpeed();
        state.velocityX = (float) (forward * dx / length);
        state.velocityY = (float) (forward * (track.y[next] - track.y[at]));
        state.velocityZ = (float) (forward * dz / length);
        state.checkpoints = passed & 0xFFFF;
        state.respawns = respawns;
        state.paused = mood == Mood.PAUSED;
    }

    /** x and z of the place beside the middle of the track where the car is. */
    private double[] aside(int at) {
        int before = track.index(at - 5);
        int after = track.index(at + 5);
        double dx = track.x[after] - track.x[before];
        double dz = track.z[after] - track.z[before];
        double length = Math.hypot(dx, dz);
        return new double[] {
            track.x[at] - offset * dz / length, track.z[at] + offset * dx / length
        };
    }
}
