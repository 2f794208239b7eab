package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
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

/** One seal, one open, one forgery, with the associated data of a packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AeadBenchmark {
    /** A power of two; more than one, because the JDK refuses a nonce that it has just seen. */
    private static final int PACKETS = 64;

    @Param({"NETTY_BORINGSSL", "CONSCRYPT", "JDK", "BOUNCY_CASTLE"})
    AeadCandidate candidate;

    @Param({"32", "100", "300", "1200"})
    int bytes;

    private final ByteBuffer[] genuine = new ByteBuffer[PACKETS];
    private final ByteBuffer[] forged = new ByteBuffer[PACKETS];
    private Aead.Key key;
    private ByteBuffer aad;
    private ByteBuffer plaintext;
    private ByteBuffer sealed;
    private ByteBuffer opened;
    private long counter = PACKETS;

    @Setup
    public void prepare() {
        Aead aead = candidate.make();
        key = aead.key(new byte[Aead.KEY_BYTES]);
        aad = aead.buffer(22);
        plaintext = aead.buffer(bytes);
        sealed = aead.buffer(bytes + Aead.TAG_BYTES);
        opened = aead.buffer(bytes);
        for (int i = 0; i < PACKETS; i++) {
            genuine[i] = aead.buffer(bytes + Aead.TAG_BYTES);
            forged[i] = aead.buffer(bytes + Aead.TAG_BYTES);
            key.seal(i, aad, plaintext, genuine[i]);
            genuine[i].flip();
            forged[i].put(0, genuine[i], 0, bytes + Aead.TAG_BYTES);
            forged[i].put(bytes / 2, (byte) (forged[i].get(bytes / 2) ^ 1));
        }
    }

    @Benchmark
    public ByteBuffer seal() {
        key.seal(counter++, aad, plaintext, sealed.clear());
        return sealed;
    }

    @Benchmark
    public boolean open() {
        int i = (int) (counter++ & PACKETS - 1);
        return key.open(i, aad, genuine[i], opened.clear());
    }

    @Benchmark
    public boolean openForged() {
        int i = (int) (counter++ & PACKETS - 1);
        return key.open(i, aad, forged[i], opened.clear());
    }
}
