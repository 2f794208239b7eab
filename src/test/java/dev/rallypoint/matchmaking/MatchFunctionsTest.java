package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatchFunctionsTest {
    private final MatchFunctions functions = MatchFunctions.load();

    @Test
    void theUsualOneIsThatOfWindows() {
        assertThat(functions.of(Pools.rules())).isInstanceOf(WindowMatching.class);
    }

    @Test
    void oneFromTheClassPathIsFoundByItsName() {
        ModeRules rules = Pools.rules("function=first-come");
        MatchPool pool =
                new MatchPool(
                        rules, List.of(Pools.alone("a", 1, 0), Pools.alone("b", 49, 0)), List.of());

        assertThat(functions.of(rules).match(pool, Pools.NOW_MS)).hasSize(1);
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> functions.of(Pools.rules("function=magic")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("magic")
                .hasMessageContaining("first-come, windows");
    }
}
