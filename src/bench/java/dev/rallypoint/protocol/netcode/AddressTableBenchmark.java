package dev.rallypoint.protocol.netcode;

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

/** The session of a datagram's sender, and that a stranger has none. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AddressTableBenchmark {
    private static final int QUESTIONS = 1 << 16;

    /** How the sender's address is written. */
    public enum Family {
        IPV4 {
            @Override
            PeerAddress draw(Random random) {
                return PeerAddress.ofIpv4(random.nextInt(), random.nextInt(65_536));
            }
        },
        IPV6 {
            @Override
            PeerAddress draw(Random random) {
                return new PeerAddress(
                        random.nextLong(), random.nextLong(), random.nextInt(65_536));
            }
        };

        abstract PeerAddress draw(Random random);
    }

    @Param({"1000", "20000"})
    int sessions;

    @Param({"IPV4", "IPV6"})
    Family family;

    private final PeerAddress[] known = new PeerAddress[QUESTIONS];
    private final PeerAddress[] strangers = new PeerAddress[QUESTIONS];
    private AddressTable<Object> table;
    private int question;

    @Setup
    public void prepare() {
        Random random = new Random(1);
        table = new AddressTable<>(random.nextLong());
        PeerAddress[] addresses = new PeerAddress[sessions];
        for (int i = 0; i < sessions; i++) {
            addresses[i] = family.draw(random);
            table.put(addresses[i], new Object());
        }
        for (int i = 0; i < QUESTIONS; i++) {
            // A copy: what came off the wire is another object than what the table knows.
            known[i] = addresses[random.nextInt(sessions)];
            known[i] = known[i].withPort(known[i].port());
            strangers[i] = family.draw(random);
        }
    }

    @Benchmark
    public Object player() {
        return table.get(known[question++ & QUESTIONS - 1]);
    }

    @Benchmark
    public Object stranger() {
        return table.get(strangers[question++ & QUESTIONS - 1]);
    }
}
