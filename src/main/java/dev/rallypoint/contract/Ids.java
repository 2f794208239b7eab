package dev.rallypoint.contract;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/** Shapes of the ids that players and operators see. */
public final class Ids {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final String PLAYER_PREFIX = "p";
    private static final String PSEUDONYM_PREFIX = "x";
    private static final int PLAYER_DIGITS = 13;

    /** Letters and digits that are hard to mistake for each other when read aloud. */
    private static final String CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /** A prime, so that all digits of the id count. */
    private static final int TAGS = 9973;

    public static final int JOIN_CODE_LENGTH = 6;

    private Ids() {}

    /**
     * {@code p} and 13 digits of Crockford's base 32 that spell the 64-bit number which is also the
     * player's netcode client id.
     */
    public static String playerId(long clientId) {
        StringBuilder text = new StringBuilder(PLAYER_PREFIX);
        for (int digit = PLAYER_DIGITS - 1; digit >= 0; digit--) {
            text.append(ALPHABET.charAt((int) (clientId >>> (5 * digit)) & 31));
        }
        return text.toString();
    }

    /** The netcode client id of a player, or empty if the text is not a player id. */
    public static OptionalLong clientId(String playerId) {
        if (playerId.length() != PLAYER_DIGITS + 1 || !playerId.startsWith(PLAYER_PREFIX)) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 1; i <= PLAYER_DIGITS; i++) {
            int digit = ALPHABET.indexOf(playerId.charAt(i));
            if (digit < 0) {
                return OptionalLong.empty();
            }
            number = number << 5 | digit;
        }
        return playerId(number).equals(playerId) ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /**
     * What stands in the matches of others in the place of a player who was erased: a player id's
     * digits behind another letter, so that it is never somebody.
     */
    public static String pseudonym(long random) {
        return PSEUDONYM_PREFIX + playerId(random).substring(PLAYER_PREFIX.length());
    }

    public static boolean isPseudonym(String id) {
        return id.startsWith(PSEUDONYM_PREFIX);
    }

    /** Whether the text is a match id: a UUID in its canonical form. */
    public static boolean isMatchId(String text) {
        return isLobbyId(text);
    }

    /** Whether the text is a lobby id: a UUID in its canonical form. */
    public static boolean isLobbyId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException notAUuid) {
            return false;
        }
    }

    /**
     * Four digits that tell players of one name apart, as in {@code Ada#0417}: always the same for
     * a player, and nothing has to be kept or claimed for it.
     */
    public static String tag(String playerId) {
        long number = clientId(playerId).orElse(playerId.hashCode());
        return String.format(Locale.ROOT, "%04d", Long.remainderUnsigned(number, TAGS));
    }

    /** Six letters and digits from a random number; about 887 million codes. */
    public static String joinCode(long random) {
        StringBuilder code = new StringBuilder();
        long rest = random >>> 1;
        for (int i = 0; i < JOIN_CODE_LENGTH; i++) {
            code.append(CODE_ALPHABET.charAt((int) (rest % CODE_ALPHABET.length())));
            rest /= CODE_ALPHABET.length();
        }
        return code.toString();
    }

    /**
     * The code as players may have typed it, in the form it is stored: upper case, no separators.
     */
    public static String normalizeJoinCode(String typed) {
        return typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }
}
