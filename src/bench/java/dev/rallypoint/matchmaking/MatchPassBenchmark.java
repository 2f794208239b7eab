package dev.rallypoint.matchmaking;

import dev.rallypoint.runtime.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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

/** A matching pass over a pool in which everybody waits at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MatchPassBenchmark {
    private static final long NOW_MS = 1_750_000_000_000L;

    @Param({"1000", "10000", "100000"})
    int tickets;

    private final WindowMatching matching = new WindowMatching();
    private MatchPool pool;

    @Setup
    public void prepare() {
        Random random = new Random(1);
        List<Ticket> waiting = new ArrayList<>();
        for (int i = 0; i < tickets; i++) {
            List<TicketMember> members = new ArrayList<>();
            int size = random.nextInt(5) == 0 ? 2 + random.nextInt(3) : 1;
            for (int j = 0; j < size; j++) {
                members.add(
                        new TicketMember(
                                "p" + i + "-" + j,
                                new Skill(25 + 6 * random.nextGaussian(), 2),
                                Map.of(
                                        "asia",
                                        100 + random.nextInt(150),
                                        "eu-central",
                                        10 + random.nextInt(100),
                                        "na-east",
                                        90 + random.nextInt(100)),
                                Set.of()));
            }
            waiting.add(
                    new Ticket(
                            "t" + i, "race", members, NOW_MS - random.nextInt(100_000), Map.of()));
        }
        pool =
                new MatchPool(
                        ModeRules.of(new ConfigLoader().load().matchmaking()), waiting, List.of());
    }

    @Benchmark
    public List<ProposedMatch> pass() {
        return matching.match(pool, NOW_MS);
    }
}
