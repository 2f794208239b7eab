package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
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

/** A payload packet, with and without the cipher. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PacketCodecBenchmark {
    @Param({"NETTY_BORINGSSL", "JDK"})
    AeadCandidate candidate;

    @Param("100")
    int bytes;

    private PacketCodec codec;
    private PeerKeys keys;
    private ByteBuffer plaintext;
    private ByteBuffer datagram;

    /** As sessions begin: five bytes of sequence. */
    private long sequence = 1L << 33;

    @Setup
    public void prepare() {
        Aead aead = candidate.make();
        codec = new PacketCodec(aead, 1);
        byte[] key = new byte[Aead.KEY_BYTES];
        keys = new PeerKeys(NetcodeVersion.V1_02, aead.key(key), aead.key(key));
        plaintext = aead.buffer(bytes);
        ByteBuffer sealed = codec.seal(PacketType.PAYLOAD, sequence++, keys, plaintext);
        datagram = aead.buffer(sealed.remaining()).put(sealed).flip();
    }

    @Benchmark
    public ByteBuffer seal() {
        return codec.seal(PacketType.PAYLOAD, sequence++, keys, plaintext);
    }

    @Benchmark
    public DropReason readHeader() {
        return codec.readHeader(datagram, PacketType.Side.SERVER);
    }

    @Benchmark
    public ByteBuffer readAndOpen() {
        codec.readHeader(datagram, PacketType.Side.SERVER);
        codec.open(keys);
        codec.checkSize(PacketType.MAX_PAYLOAD_BYTES);
        return codec.plaintext();
    }
}
