package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.KeySets.Known;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeySetsTest {
    private static final String NAME = "keys.accessToken";
    private static final Known OLD = new Known(NAME, "aaaa", 0);
    private static final Known NEW = new Known(NAME, "bbbb", 1_000);
    private static final KeySets ONLY_OLD = new KeySets(List.of(OLD));
    private static final KeySets BOTH = new KeySets(List.of(OLD, NEW));
    private static final KeySets ONLY_NEW = new KeySets(List.of(NEW));

    @Test
    void nodesFitAtEveryStepOfARollingRotation() {
        assertThat(BOTH.refusal(ONLY_OLD, 999)).isEmpty();
        assertThat(ONLY_OLD.refusal(BOTH, 999)).isEmpty();
        assertThat(BOTH.refusal(BOTH, 1_000)).isEmpty();
        assertThat(ONLY_NEW.refusal(BOTH, 1_000)).isEmpty();
        assertThat(BOTH.refusal(ONLY_NEW, 1_000)).isEmpty();
    }

    @Test
    void aNodeThatLacksTheKeyInUseDoesNotFit() {
        assertThat(ONLY_OLD.refusal(BOTH, 1_000)).contains(NAME + " (aaaa here, bbbb there)");
        assertThat(BOTH.refusal(ONLY_OLD, 1_000)).contains(NAME + " (bbbb here, aaaa there)");
        assertThat(ONLY_NEW.refusal(ONLY_OLD, 500)).isPresent();
    }

    @Test
    void aNodeHearsOfTheKeysThatItLacksBeforeTheyAreUsed() {
        assertThat(ONLY_OLD.lackingOf(BOTH, 0)).containsExactly(NEW);
        assertThat(BOTH.lackingOf(ONLY_OLD, 0)).isEmpty();
        assertThat(ONLY_NEW.lackingOf(BOTH, 1_000)).as("dropped on purpose").isEmpty();
    }

    @Test
    void namesOfAnotherVersionMakeNoDifference() {
        KeySets newer = new KeySets(List.of(OLD, new Known("keys.newer", "cccc", 0)));
        assertThat(ONLY_OLD.refusal(newer, 0)).isEmpty();
        assertThat(newer.refusal(ONLY_OLD, 0)).isEmpty();
        assertThat(ONLY_OLD.lackingOf(newer, 0)).isEmpty();
        assertThat(new KeySets(List.of()).refusal(BOTH, 0)).isEmpty();
    }

    @Test
    void isReadAsItWasWritten() {
        assertThat(KeySets.of(BOTH.toText()).toText()).isEqualTo(BOTH.toText());
        assertThat(KeySets.of("").toText()).isEmpty();
    }
}
