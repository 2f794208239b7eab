package dev.rallypoint.anticheat;

import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import dev.rallypoint.runtime.ConfigLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to judge a state message by all rules: one player, and more than a cache holds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PlayerWatchBenchmark {
    private static final int STEP_MS = 33;
    private static final int BODY = FramedHeader.STATE_BYTES;

    @Param({"1", "1000"})
    int players;

    /** Once around a circle of 200 m at 30 m/s. */
    private final ByteBuffer[] lap = new ByteBuffer[1_269];

    private ByteBuffer payload;
    private PlayerWatch[] watches;
    private int player;
    private int sequence;
    private long nowMs = 1_750_000_000_000L;

    private static ByteBuffer payload(double angle) {
        MotionState motion = new MotionState();
        motion.x = (float) (200 * Math.cos(angle));
        motion.z = (float) (200 * Math.sin(angle));
        ByteBuffer payload = ByteBuffer.allocateDirect(BODY + 16 + MotionState.BYTES);
        payload.order(ByteOrder.LITTLE_ENDIAN);
        FramedHeader.writeState(payload, Destination.ALL, 0, 0);
        motion.write(payload.position(BODY + 16));
        return payload.rewind();
    }

    @Setup
    public void prepare() {
        for (int i = 0; i < lap.length; i++) {
            lap[i] = payload(2 * Math.PI * i / lap.length);
        }
        payload = lap[0];
        Referee referee =
                new Referee(
                        GameModesFile.load(new ConfigLoader().load().anticheat()),
                        new Referee.Output() {
                            @Override
                            public void onVerdict(CheatVerdict verdict) {
                                throw new IllegalStateException(verdict.toString());
                            }

                            @Override
                            public void onBrokenRule(String rule, RuntimeException bug) {
                                throw bug;
                            }
                        });
        watches = new PlayerWatch[players];
        for (int i = 0; i < players; i++) {
            MatchTicket ticket =
                    new MatchTicket(
                            new UUID(1, i), Forwarding.FRAMED, false, 0, 8, 1, "bots", "circle");
            watches[i] = referee.watch(ticket, i).orElseThrow();
        }
    }

    @Benchmark
    public DropReason onState() {
        if (player == players) {
            player = 0;
            sequence++;
            nowMs += STEP_MS;
            payload = lap[sequence % lap.length];
            payload.putInt(FramedHeader.BYTES, sequence);
            payload.putLong(BODY + 16, nowMs * 1_000);
        }
        return watches[player++].onState(payload, nowMs);
    }
}
