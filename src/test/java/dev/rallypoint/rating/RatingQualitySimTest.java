package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.rating.RatingTrial.Elo;
import dev.rallypoint.rating.RatingTrial.Glicko;
import dev.rallypoint.rating.RatingTrial.Score;
import dev.rallypoint.rating.RatingTrial.WengLin;
import dev.rallypoint.rating.RatingTrial.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What ratings are worth on races among players of known skill; prints the table of docs/RATING.md.
 * Skills are normal with standard deviation 2 and walk by 1 % of that a race; half of the races are
 * among players of like skill.
 */
class RatingQualitySimTest {
    private static final int PLAYERS = 500;
    private static final int SEATS = 60_000;
    private static final int FIRST_RACES = 20;
    private static final double SPREAD = 2;

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 2", "4, 1", "4, 2", "8, 1", "8, 2", "16, 2"})
    void whoIsAheadIsForetoldBetterThanByEloAndAboutAsWellAsByGlicko2(int size, double noise) {
        Map<String, RatingTrial.System> systems = new LinkedHashMap<>();
        systems.put("Weng-Lin", new WengLin(PLAYERS, PlackettLuce.DEFAULT));
        systems.put("Elo, K 32", new Elo(PLAYERS, 32));
        systems.put("Elo, K 64", new Elo(PLAYERS, 64));
        systems.put("Glicko-2", new Glicko(PLAYERS));
        Map<String, List<Score>> scores =
                new World(PLAYERS, SEATS / size, size, SPREAD, noise, 42).run(systems, FIRST_RACES);
        print(size, noise, scores);

        Score own = scores.get("Weng-Lin").get(0);
        Score glicko = scores.get("Glicko-2").get(0);
        for (String elo : List.of("Elo, K 32", "Elo, K 64")) {
            assertThat(own.accuracy()).isGreaterThan(scores.get(elo).get(0).accuracy());
        }
        assertThat(own.accuracy()).isGreaterThan(glicko.accuracy() - 0.006);
        assertThat(own.logLoss()).isLessThan(glicko.logLoss() + 0.02);
        assertThat(own.calibrationError()).isLessThan(0.05);
    }

    private static void print(int size, double noise, Map<String, List<Score>> scores) {
        scores.forEach(
                (name, of) ->
                        java.lang.System.out.printf(
                                Locale.ROOT,
                                "| %d, noise %.0f | %s | %.1f %% | %.3f | %.3f | %.1f %% | %.3f |%n",
                                size,
                                noise,
                                name,
                                100 * of.get(0).accuracy(),
                                of.get(0).logLoss(),
                                of.get(0).calibrationError(),
                                100 * of.get(1).accuracy(),
                                of.get(1).logLoss()));
    }
}
