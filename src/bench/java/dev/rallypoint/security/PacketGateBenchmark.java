package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
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

/**
 * What the filters take for a datagram of a stranger, from random addresses, behind a firewall of
 * no or of 50,000 blocks (half of them IPv6).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PacketGateBenchmark {
    private static final int QUESTIONS = 1 << 16;
    private static final int RATE = 1_000_000;

    @Param({"0", "50000"})
    int blocks;

    private final PeerAddress[] ipv4 = new PeerAddress[QUESTIONS];
    private final PeerAddress[] ipv6 = new PeerAddress[QUESTIONS];
    private Firewall firewall;
    private PacketGate gate;
    private int question;
    private long nowMs = 1_750_000_000_000L;

    @Setup
    public void prepare() {
        Random random = new Random(1);
        List<CidrBlock> deny = new ArrayList<>();
        for (int i = 0; i < blocks / 2; i++) {
            String host = PeerAddress.ofIpv4(random.nextInt(), 0).host();
            deny.add(CidrBlock.parse(host + "/" + (16 + random.nextInt(17))));
            deny.add(CidrBlock.parse(sixth(random).host() + "/" + (32 + random.nextInt(33))));
        }
        firewall = Firewall.of(List.of(), deny);
        gate =
                new PacketGate(
                        new FilterRules(
                                FilterRules.Order.ALL,
                                new FilterRules.Rates(
                                        RATE, RATE, RATE, RATE, RATE, RATE, RATE, RATE, RATE),
                                firewall),
                        random::nextLong);
        for (int i = 0; i < QUESTIONS; i++) {
            ipv4[i] = PeerAddress.ofIpv4(random.nextInt(), 40_000);
            ipv6[i] = sixth(random);
        }
    }

    /** In 2000::/3, as on the internet. */
    private static PeerAddress sixth(Random random) {
        long high = random.nextLong() >>> 3 | 0x2000_0000_0000_0000L;
        return new PeerAddress(high, random.nextLong(), 40_000);
    }

    private PeerAddress next(PeerAddress[] from) {
        int i = question++;
        if ((i & 1023) == 0) {
            nowMs++;
        }
        return from[i & QUESTIONS - 1];
    }

    @Benchmark
    public boolean firewallIpv4() {
        return firewall.isDenied(next(ipv4));
    }

    @Benchmark
    public boolean firewallIpv6() {
        return firewall.isDenied(next(ipv6));
    }

    @Benchmark
    public DropReason stranger() {
        return gate.denyStranger(next(ipv4), DatagramFilter.NO_MARK, nowMs);
    }

    @Benchmark
    public DropReason strangerWithRequest() {
        PeerAddress from = next(ipv4);
        DropReason denied = gate.denyStranger(from, DatagramFilter.NO_MARK, nowMs);
        return denied == null ? gate.denyRequest(from, DatagramFilter.NO_MARK, nowMs) : denied;
    }
}
