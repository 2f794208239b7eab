package dev.rallypoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RaiseTest {
    private static final RivalPlan PLAN =
            new RivalPlan(8, 8, 20, 100, 1, OptionalInt.empty(), OptionalInt.empty());
    private static final long SECOND = 1_000_000_000;

    private final List<Integer> lobbies = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    /** A rival that gets cheaper with load, and loses a tenth when over so many lobbies. */
    private RivalStep rival(RivalPlan step, int capacityLobbies) {
        lobbies.add(step.lobbies());
        double lossShare = step.lobbies() > capacityLobbies ? 0.1 : 0;
        long delivered = step.lobbies() * 1_000L;
        return new RivalStep(step.lobbies(), delivered, lossShare, false, SECOND, 1);
    }

    private Baseline raise(Raise.Measurement measurement, int maxLobbies)
            throws IOException, InterruptedException {
        return new Raise(measurement, lines::add).run("rival", PLAN, maxLobbies, "Note.");
    }

    @Test
    void raisesByHalfUntilMessagesAreLostTwice() throws IOException, InterruptedException {
        Baseline found = raise(step -> rival(step, 20), 1_000);

        assertThat(lobbies).containsExactly(8, 12, 18, 27, 27);
        assertThat(lines).hasSize(5);
        assertThat(found.note()).startsWith("Note. ").contains("raised to 27", "were lost");
    }

    @Test
    void goesOnWhenTheSecondLookFindsNoLoss() throws IOException, InterruptedException {
        Baseline found = raise(step -> rival(step, lobbies.isEmpty() ? 0 : Integer.MAX_VALUE), 12);

        assertThat(lobbies).containsExactly(8, 8, 12);
        assertThat(found.lossShare()).isZero();
        assertThat(found.note()).contains("no limit was found");
    }

    @Test
    void tellsTheCostOfTheFirstStepAndTheYieldOfTheBest() throws IOException, InterruptedException {
        Baseline found = raise(step -> rival(step, 20), 1_000);

        assertThat(found.cpuNsPerDelivered()).isEqualTo(1e9 / 8_000);
        assertThat(found.deliveredPerCpuSecond()).isEqualTo(27_000);
        assertThat(found.lossShare()).isEqualTo(0.1);
    }

    @Test
    void aStepThatTheLoadCouldNotKeepIsNotTheBest() throws IOException, InterruptedException {
        Baseline found =
                raise(
                        step ->
                                new RivalStep(
                                        step.lobbies(),
                                        step.lobbies() * 1_000L,
                                        0,
                                        step.lobbies() > 10,
                                        SECOND,
                                        1),
                        1_000);

        assertThat(found.deliveredPerCpuSecond()).isEqualTo(8_000);
        assertThat(found.note()).contains("the load generator was the limit");
    }

    @Test
    void neverAsksForMoreLobbiesThanThereCanBe() throws IOException, InterruptedException {
        raise(step -> rival(step, 1_000), 20);

        assertThat(lobbies).containsExactly(8, 12, 18, 20);
    }

    @Test
    void beginsWithinTheMost() throws IOException, InterruptedException {
        raise(step -> rival(step, 1_000), 5);

        assertThat(lobbies).containsExactly(5);
    }
}
