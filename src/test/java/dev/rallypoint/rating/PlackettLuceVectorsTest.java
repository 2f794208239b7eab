package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rallypoint.rating.PlackettLuce.Team;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Figures that others published: openskill.js, src/models/__tests__/plackett-luce.test.ts and
 * README (MIT), and openskill.py 3.3.0, README on PyPI (MIT). Both are without the change of skill
 * from match to match (tau).
 */
class PlackettLuceVectorsTest {
    private static final PlackettLuce MODEL = new PlackettLuce(25.0 / 6, 0, 0.0001);
    private static final Rating R = Rating.NEWCOMER;

    @Test
    void nobodyToRaceAgainstChangesNothing() {
        assertThat(MODEL.rate(List.of(new Team(1, List.of(R))))).isEqualTo(List.of(List.of(R)));
    }

    @Test
    void twoPlayers() {
        expect(
                freeForAll(1, 2),
                List.of(
                        new Rating(27.63523138347365, 8.065506316323548),
                        new Rating(22.36476861652635, 8.065506316323548)));
    }

    @Test
    void threePlayers() {
        expect(
                freeForAll(1, 2, 3),
                List.of(
                        new Rating(27.868876552746237, 8.204837030780652),
                        new Rating(25.717219138186557, 8.057829747583874),
                        new Rating(21.413904309067206, 8.057829747583874)));
    }

    @Test
    void fourPlayersInAnyOrderOfTheList() {
        expect(
                freeForAll(4, 1, 3, 2),
                List.of(
                        new Rating(20.96265504062538, 8.083731307186588),
                        new Rating(27.795084971874736, 8.263160757613477),
                        new Rating(24.68943500312503, 8.083731307186588),
                        new Rating(26.552824984374855, 8.179213704945203)));
    }

    @Test
    void fivePlayers() {
        expect(
                freeForAll(1, 2, 3, 4, 5),
                List.of(
                        new Rating(27.666666666666668, 8.290556877154474),
                        new Rating(26.833333333333332, 8.240145629781066),
                        new Rating(25.72222222222222, 8.179996679645559),
                        new Rating(24.055555555555557, 8.111796013701358),
                        new Rating(20.72222222222222, 8.111796013701358)));
    }

    @Test
    void teamsOfThreeOneAndTwo() {
        Rating winner = new Rating(25.939870821784513, 8.247641552260456);
        Rating last = new Rating(21.84646897330287, 8.213058173195341);
        expect(
                MODEL.rate(
                        List.of(
                                new Team(1, List.of(R, R, R)),
                                new Team(2, List.of(R)),
                                new Team(3, List.of(R, R)))),
                List.of(
                        winner,
                        winner,
                        winner,
                        new Rating(27.21366020491262, 8.274321317985242),
                        last,
                        last));
    }

    @Test
    void twoTeamsOfDifferentPlayers() {
        expect(
                MODEL.rate(
                        List.of(
                                new Team(1, List.of(R, new Rating(32.444, 5.123))),
                                new Team(
                                        2,
                                        List.of(
                                                new Rating(43.381, 2.421),
                                                new Rating(25.188, 6.211))))),
                List.of(
                        new Rating(28.669648436582808, 8.071520788025197),
                        new Rating(33.83086971107981, 5.062772998705765),
                        new Rating(43.071274808241974, 2.4166900452721256),
                        new Rating(23.149503312339064, 6.1378606973362135)));
    }

    private static List<List<Rating>> freeForAll(int... places) {
        return MODEL.rate(
                IntStream.of(places).mapToObj(place -> new Team(place, List.of(R))).toList());
    }

    private static void expect(List<List<Rating>> made, List<Rating> published) {
        List<Rating> flat = made.stream().flatMap(List::stream).toList();
        assertThat(flat).hasSameSizeAs(published);
        for (int i = 0; i < flat.size(); i++) {
            assertThat(flat.get(i).mu()).isCloseTo(published.get(i).mu(), within(1e-9));
            assertThat(flat.get(i).sigma()).isCloseTo(published.get(i).sigma(), within(1e-9));
        }
    }
}
