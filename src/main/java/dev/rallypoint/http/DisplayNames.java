package dev.rallypoint.http;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names as players may carry them: what looks alike is written alike, nothing in them is invisible
 * or spills over other lines, and none mixes alphabets whose letters pass for each other's.
 */
final class DisplayNames {
    private static final int MAX_LENGTH = 32;

    /** More marks on a letter climb into the lines above and below. */
    private static final int MAX_MARKS = 2;

    /** Alphabets that share the look of letters (UTS 39, "mixed-script confusables"). */
    private static final Set<UnicodeScript> LOOKALIKES =
            EnumSet.of(
                    UnicodeScript.LATIN,
                    UnicodeScript.CYRILLIC,
                    UnicodeScript.GREEK,
                    UnicodeScript.ARMENIAN,
                    UnicodeScript.CHEROKEE);

    /**
     * Letters, marks and symbols by their type, and nothing to see: what is {@code
     * Default_Ignorable_Code_Point} (UAX 44) and neither a format character nor unassigned, so
     * joiners of graphemes, fillers and variation selectors; and blanks that are none of these.
     */
    private static final Pattern NOTHING_TO_SEE =
            Pattern.compile(
                    "[\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u3164\\uFE00-\\uFE0F\\uFFA0"
                            + "\\x{E0000}-\\x{E0FFF}\\u2800\\uFFFC\\x{13441}\\x{13442}\\x{16FE4}"
                            + "\\x{1D159}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]");

    /** Marks of a letter, which need one before them. */
    private static final Pattern MARKS = Pattern.compile("\\p{M}");

    private DisplayNames() {}

    /**
     * A sign that is drawn in colour on request (U+FE0F) is the same sign without, so that it is
     * one name.
     *
     * @throws RejectedException INVALID_BODY if nothing is left, or alphabets are mixed
     */
    static String clean(String typed) {
        // Before it, since what is invisible keeps apart what belongs together; after it, since
        // compatible forms may have some in them.
        String plain = visible(Normalizer.normalize(visible(typed), Normalizer.Form.NFKC));
        String name = cut(withFewMarks(plain).replaceAll(" +", " ").strip());
        if (name.isEmpty()) {
            throw new RejectedException(
                    ProblemCode.INVALID_BODY, "displayName has nothing that can be seen");
        }
        requireOneAlphabet(name);
        return name;
    }

    private static String visible(String text) {
        return NOTHING_TO_SEE.matcher(text).replaceAll("");
    }

    /**
     * Also without marks that have no letter: they would sit on whatever stands before the name.
     */
    private static String withFewMarks(String text) {
        StringBuilder kept = new StringBuilder();
        int roomForMarks = 0;
        for (int letter : text.codePoints().toArray()) {
            if (Character.isWhitespace(letter)) {
                kept.append(' ');
                roomForMarks = 0;
            } else if (!MARKS.matcher(Character.toString(letter)).matches()) {
                kept.appendCodePoint(letter);
                roomForMarks = MAX_MARKS;
            } else if (roomForMarks > 0) {
                kept.appendCodePoint(letter);
                roomForMarks -= isSpacing(letter) ? 0 : 1;
            }
        }
        return kept.toString();
    }

    /** Vowels of Indian scripts: they take a place of their own. */
    private static boolean isSpacing(int mark) {
        return Character.getType(mark) == Character.COMBINING_SPACING_MARK;
    }

    private static String cut(String name) {
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        int end =
                Character.isHighSurrogate(name.charAt(MAX_LENGTH - 1))
                        ? MAX_LENGTH - 1
                        : MAX_LENGTH;
        return name.substring(0, end).strip();
    }

    private static void requireOneAlphabet(String name) {
        long alphabets =
                name.codePoints()
                        .mapToObj(UnicodeScript::of)
                        .filter(LOOKALIKES::contains)
                        .distinct()
                        .count();
        if (alphabets > 1) {
            throw new RejectedException(
                    ProblemCode.INVALID_BODY,
                    "displayName mixes alphabets whose letters look alike");
        }
    }
}
