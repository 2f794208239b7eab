package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.RejectedException;
import java.util.Random;
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

    /** First and last code points of {@code Default_Ignorable_Code_Point}, Unicode 14 to 16. */
    private static final int[][] IGNORABLE = {
        {0xAD, 0xAD},
        {0x34F, 0x34F},
        {0x61C, 0x61C},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x200B, 0x200F},
        {0x202A, 0x202E},
        {0x2060, 0x206F},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFF8},
        {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A},
        {0xE0000, 0xE0FFF}
    };

    @Test
    void nothingThatIsIgnoredWhenDrawnIsANameOrMakesAnother() {
        for (int[] range : IGNORABLE) {
            for (int letter = range[0]; letter <= range[1]; letter++) {
                String invisible = Character.toString(letter);
                assertThatThrownBy(() -> DisplayNames.clean(invisible.repeat(3)))
                        .as("U+%04X", letter)
                        .isInstanceOf(RejectedException.class);
                assertThat(DisplayNames.clean("A" + invisible + "da" + invisible))
                        .as("U+%04X", letter)
                        .isEqualTo("Ada");
            }
        }
    }

    @Test
    void whatWasKeptApartByNothingBecomesOneSign() {
        assertThat(DisplayNames.clean("e\u034F\u0301")).isEqualTo("\u00E9");
    }

    @Test
    void anEmojiIsOneSignHoweverItIsToBeDrawn() {
        assertThat(DisplayNames.clean("\u2764\uFE0F Ada")).isEqualTo("\u2764 Ada");
        assertThat(DisplayNames.clean("\u2764 Ada")).isEqualTo("\u2764 Ada");
        assertThat(DisplayNames.clean("\uD83D\uDE80")).isEqualTo("\uD83D\uDE80");
    }

    @Test
    void marksAloneAreNoNameAndNoneStandsWithoutItsLetter() {
        for (String name : new String[] {"\u0301", " \u0301\u0308 ", "\u20DD", "\u093E"}) {
            assertThatThrownBy(() -> DisplayNames.clean(name))
                    .isInstanceOf(RejectedException.class);
        }
        assertThat(DisplayNames.clean("\u0301Ada \u0308Bo")).isEqualTo("Ada Bo");
        assertThat(DisplayNames.clean("\u0905\u0930\u094D\u091C\u0941\u0928"))
                .isEqualTo("\u0905\u0930\u094D\u091C\u0941\u0928");
    }

    @Test
    void cleaningTwiceIsCleaningOnce() {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            String typed = typed(random);
            try {
                String once = DisplayNames.clean(typed);
                assertThat(DisplayNames.clean(once)).as("of %s", escaped(typed)).isEqualTo(once);
            } catch (RejectedException refused) {
                assertThat(refused.rejection().detail()).isNotBlank();
            }
        }
    }

    /** Of some letters, and much of what is drawn over them or not at all. */
    private static String typed(Random random) {
        int[] alphabet = {'a', 'e', ' ', 0x301, 0x308, 0x34F, 0xFE0F, 0x200D, 0x1161, 0x1100};
        StringBuilder typed = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            boolean isAny = random.nextInt(4) == 0;
            typed.appendCodePoint(
                    isAny ? random.nextInt(0x20000) : alphabet[random.nextInt(alphabet.length)]);
        }
        return typed.toString();
    }

    private static String escaped(String text) {
        StringBuilder all = new StringBuilder();
        text.chars().forEach(unit -> all.append(String.format("\\u%04X", unit)));
        return all.toString();
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
