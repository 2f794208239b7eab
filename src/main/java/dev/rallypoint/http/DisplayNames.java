package dev.rallypoint.http;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;

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

    private DisplayNames() {}

    /**
     * @throws RejectedException INVALID_BODY if nothing is left, or alphabets are mixed
     */
    static String clean(String typed) {
        String plain = Normalizer.normalize(typed, Normalizer.Form.NFKC);
        StringBuilder kept = new StringBuilder();
        int marks = 0;
        for (int letter : plain.codePoints().toArray()) {
            marks = isMark(letter) ? marks + 1 : 0;
            if (marks <= MAX_MARKS && isVisible(letter)) {
                kept.appendCodePoint(Character.isWhitespace(letter) ? ' ' : letter);
            }
        }
        String name = cut(kept.toString().replaceAll(" +", " ").strip());
        if (name.isEmpty()) {
            throw new RejectedException(
                    ProblemCode.INVALID_BODY, "displayName has nothing that can be seen");
        }
        requireOneAlphabet(name);
        return name;
    }

    private static boolean isMark(int letter) {
        int type = Character.getType(letter);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isVisible(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> !isBlankLetter(letter);
        };
    }

    /** Hangul fillers and the empty Braille pattern: letters by type, and nothing to see. */
    private static boolean isBlankLetter(int letter) {
        return letter == 0x115F
                || letter == 0x1160
                || letter == 0x3164
                || letter == 0xFFA0
                || letter == 0x2800;
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
