package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rallypoint.rating.Glicko2.Game;
import dev.rallypoint.rating.Glicko2.Player;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked example of Glickman's paper, so that the comparison is with what he published. */
class Glicko2VectorsTest {
    @Test
    void theExampleOfThePaper() {
        Player after =
                Glicko2.after(
                        new Player(1500, 200, 0.06),
                        List.of(
                                new Game(new Player(1400, 30, 0.06), 1),
                                new Game(new Player(1550, 100, 0.06), 0),
                                new Game(new Player(1700, 300, 0.06), 0)));
        assertThat(after.rating()).isCloseTo(1464.06, within(0.01));
        assertThat(after.deviation()).isCloseTo(151.52, within(0.01));
        assertThat(after.volatility()).isCloseTo(0.05999, within(0.00001));
    }
}
