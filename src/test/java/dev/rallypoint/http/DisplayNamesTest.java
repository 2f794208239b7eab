package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.RejectedException;
import org.junit.jupiter.api.Test;

class DisplayNamesTest {
    @Test
    void compatibleFormsAreMadeOne() {
        assertThat(DisplayNames.clean("\uFF21\uFF44\uFF41 \u2460")).isEqualTo("Ada 1");
        assertThat(DisplayNames.clean("e\u0301")).isEqualTo("\u00E9");
    }

    @Test
    void whatCannotBeSeenGoesAndSpacesAreOne() {
        assertThat(DisplayNames.clean("  A\u200Bd\u00AD\u2060a\u3000  L\t.\u202E "))
                .isEqualTo("Ada L.");
    }

    @Test
    void aNameOfNothingIsRefused() {
        for (String name : new String[] {"\u200B\u2060", "\u3164", "\u2800 \u115F", "\uE000"}) {
            assertThatThrownBy(() -> DisplayNames.clean(name))
                    .isInstanceOf(RejectedException.class);
        }
    }

    @Test
    void marksDoNotPileUp() {
        assertThat(DisplayNames.clean("Z" + "\u0335".repeat(20) + "o").length()).isEqualTo(4);
    }

    @Test
    void alphabetsThatLookAlikeAreNotMixed() {
        assertThatThrownBy(() -> DisplayNames.clean("\u0410da"))
                .isInstanceOf(RejectedException.class);
        assertThat(DisplayNames.clean("\u0410\u0434\u0430 7")).isEqualTo("\u0410\u0434\u0430 7");
        assertThat(DisplayNames.clean("\u5C0FAda\u3042")).isEqualTo("\u5C0FAda\u3042");
    }

    @Test
    void whatGrowsWhenCleanedIsCut() {
        String name = DisplayNames.clean("\uFDFA".repeat(32));
        assertThat(name.length()).isLessThanOrEqualTo(32);
        assertThat(DisplayNames.clean(name)).isEqualTo(name);
        assertThat(DisplayNames.clean("x" + "\uD83C\uDFC1".repeat(16)).length()).isEqualTo(31);
    }

    @Test
    void aCleanNameStaysAsItIs() {
        for (String name :
                new String[] {"Ada", "Ren\u00E9 L.", "\uD83C\uDFC1 fast", "\u674E\u5C0F\u9F99"}) {
            assertThat(DisplayNames.clean(name)).isEqualTo(name);
        }
    }
}
