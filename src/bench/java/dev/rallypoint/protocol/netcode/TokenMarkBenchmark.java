package dev.rallypoint.protocol.netcode;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to see that a token was not made by anybody of this cluster. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class TokenMarkBenchmark {
    private TokenMark marks;
    private long nonce;

    @Setup
    public void prepare() {
        byte[] key = new byte[Aead.KEY_BYTES];
        new Random(1).nextBytes(key);
        marks = new TokenMark(key);
    }

    @Benchmark
    public long check() {
        nonce += 0x9E37_79B9_7F4A_7C15L;
        return marks.check(nonce, 1_790_000_045L, nonce);
    }
}
