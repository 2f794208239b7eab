package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rallypoint.rating.PlackettLuce.Team;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlackettLuceTest {
    private static final PlackettLuce MODEL = PlackettLuce.DEFAULT;

    @Test
    void aTieOfEqualsMovesNobodysMean() {
        for (List<Rating> team : race(1, 1, 1)) {
            assertThat(team.get(0).mu()).isCloseTo(25, within(1e-9));
            assertThat(team.get(0).sigma()).isLessThan(25.0 / 3);
        }
    }

    @Test
    void aTieBringsUnequalsTogether() {
        List<List<Rating>> after =
                MODEL.rate(
                        List.of(
                                new Team(1, List.of(new Rating(35, 8))),
                                new Team(1, List.of(new Rating(15, 8)))));
        assertThat(after.get(0).get(0).mu()).isLessThan(35);
        assertThat(after.get(1).get(0).mu()).isGreaterThan(15);
    }

    @Test
    void theSumOfMeansIsKeptAmongEquallyUncertainPlayers() {
        double sum = race(1, 2, 2, 4, 5).stream().mapToDouble(team -> team.get(0).mu()).sum();
        assertThat(sum).isCloseTo(125, within(1e-9));
    }

    @Test
    void onlyTheOrderOfPlacesCounts() {
        assertThat(race(1, 2, 3)).isEqualTo(race(2, 10, 64));
    }

    @Test
    void whoIsCertainMovesLittleAndNobodysRatingFreezes() {
        Rating certain = new Rating(25, 0.5);
        List<List<Rating>> after =
                MODEL.rate(
                        List.of(
                                new Team(1, List.of(Rating.NEWCOMER)),
                                new Team(2, List.of(certain))));
        assertThat(25 - after.get(1).get(0).mu()).isBetween(0.0, 0.05);
        assertThat(after.get(1).get(0).sigma()).isCloseTo(0.5, within(0.02));
        Rating frozen = new Rating(25, 0.001);
        assertThat(
                        MODEL.rate(
                                        List.of(
                                                new Team(1, List.of(frozen)),
                                                new Team(2, List.of(frozen))))
                                .get(0)
                                .get(0)
                                .sigma())
                .isGreaterThan(0.05);
    }

    @Test
    void absurdDistancesStayNumbers() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            List<Team> teams = new ArrayList<>();
            int size = 2 + random.nextInt(63);
            for (int i = 0; i < size; i++) {
                Rating one =
                        new Rating(
                                random.nextGaussian() * Math.pow(10, random.nextInt(7)),
                                Math.pow(10, random.nextInt(8) - 4));
                teams.add(new Team(1 + random.nextInt(size), List.of(one)));
            }
            assertThat(MODEL.rate(teams)).hasSize(size);
        }
    }

    @Test
    void chancesOfTheTwoAddUpToOne() {
        Rating strong = new Rating(30, 1);
        Rating weak = new Rating(20, 3);
        List<Rating> two = List.of(strong, weak);
        double chance = MODEL.aheadProbability(strong, weak, two);
        assertThat(chance).isBetween(0.7, 0.99);
        assertThat(chance + MODEL.aheadProbability(weak, strong, two)).isCloseTo(1, within(1e-12));
        assertThat(MODEL.aheadProbability(strong, weak, List.of(strong, weak, strong, weak)))
                .isLessThan(chance);
    }

    private static List<List<Rating>> race(int... places) {
        return MODEL.rate(
                IntStream.of(places)
                        .mapToObj(place -> new Team(place, List.of(Rating.NEWCOMER)))
                        .toList());
    }
}
