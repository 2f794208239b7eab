package dev.rallypoint.security;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Random;
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

/** What a datagram of a stranger costs before anything else is looked at. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SourceLimitsBenchmark {
    private static final int QUESTIONS = 1 << 16;

    /** One flooder, a busy node, more forged sources than places. */
    @Param({"1", "1000", "1000000"})
    int sources;

    private final PeerAddress[] from = new PeerAddress[QUESTIONS];
    private SourceLimits limits;
    private int question;
    private long nowMs = 1_750_000_000_000L;

    @Setup
    public void prepare() {
        Random random = new Random(1);
        limits = new SourceLimits(100, 65_536, random.nextLong());
        for (int i = 0; i < QUESTIONS; i++) {
            from[i] = PeerAddress.ofIpv4(random.nextInt(sources), 40_000);
        }
    }

    @Benchmark
    public boolean tryTake() {
        int i = question++;
        if ((i & 1023) == 0) {
            nowMs++;
        }
        return limits.tryTake(from[i & QUESTIONS - 1], nowMs);
    }
}
