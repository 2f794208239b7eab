package dev.rallypoint.protocol.relay;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The header of a framed payload. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class FramedHeaderBenchmark {
    private final ByteBuffer payload = ByteBuffer.allocateDirect(100);
    private int slot;

    @Benchmark
    public ByteBuffer write() {
        FramedHeader.write(
                payload.clear(),
                FramedHeader.Destination.ALL,
                FramedHeader.Channel.UNRELIABLE,
                slot++ & 7);
        return payload;
    }

    @Benchmark
    public DropReason check() {
        return FramedHeader.checkFromClient(payload.clear());
    }
}
