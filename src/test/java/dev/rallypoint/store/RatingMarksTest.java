package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.store.RatingMarks.Mark;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatingMarksTest {
    private static final RatingMarks AT_NINE =
            new RatingMarks(new Mark(9, "match"), Optional.empty());

    @Test
    void whatComesLateIsMadeAgainFromThereOn() {
        assertThat(AT_NINE.hasPassed(5)).isTrue();
        assertThat(AT_NINE.withRedoFrom(5).redo()).contains(new Mark(5, ""));
    }

    @Test
    void theEarliestOfThemDecides() {
        RatingMarks marks = AT_NINE.withRedoFrom(5);
        assertThat(marks.withRedoFrom(7)).isEqualTo(marks);
        assertThat(marks.withRedoFrom(3).redo()).contains(new Mark(3, ""));
    }

    @Test
    void whatEndedWithOneThatWasMadeAgainIsMadeAgainToo() {
        RatingMarks inTheMidst = AT_NINE.withRedo(Optional.of(new Mark(5, "another")));
        assertThat(inTheMidst.withRedoFrom(5).redo()).contains(new Mark(5, ""));
    }

    @Test
    void whatTheFrontHasNotReachedItWillReach() {
        assertThat(AT_NINE.hasPassed(10)).isFalse();
        assertThat(AT_NINE.withRedoFrom(10)).isEqualTo(AT_NINE);
    }

    @Test
    void ofTwoThatEndedAtTheSameMomentTheFrontMayHavePassedOne() {
        assertThat(AT_NINE.hasPassed(9)).isTrue();
        assertThat(AT_NINE.withRedoFrom(9).redo()).contains(new Mark(9, ""));
    }
}
