package dev.rallypoint.store;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Where a page ended, as text that callers give back: the last row's key. */
record Keyset(List<String> parts) {
    private static final String SEPARATOR = "\n";

    Keyset {
        parts = List.copyOf(parts);
    }

    static Keyset of(Object... parts) {
        return new Keyset(List.of(parts).stream().map(String::valueOf).toList());
    }

    String text() {
        byte[] joined = String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(joined);
    }

    /**
     * @throws RejectedException INVALID_CURSOR if it is none of this many parts
     */
    static Keyset read(String text, int parts) {
        try {
            String joined = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            List<String> read = List.of(joined.split(SEPARATOR, -1));
            if (read.size() == parts && read.stream().noneMatch(Keyset::isOdd)) {
                return new Keyset(read);
            }
        } catch (IllegalArgumentException notBase64) {
            // Refused below.
        }
        throw new RejectedException(ProblemCode.INVALID_CURSOR);
    }

    /** What no key has, and a database may not take. */
    private static boolean isOdd(String part) {
        return part.chars().anyMatch(letter -> letter < ' ' || letter > '~');
    }

    String text(int part) {
        return parts.get(part);
    }

    /**
     * @throws RejectedException INVALID_CURSOR
     */
    long number(int part) {
        try {
            return Long.parseLong(parts.get(part));
        } catch (NumberFormatException notANumber) {
            throw new RejectedException(ProblemCode.INVALID_CURSOR);
        }
    }

    /**
     * @throws RejectedException INVALID_CURSOR
     */
    double real(int part) {
        try {
            double real = Double.parseDouble(parts.get(part));
            if (Double.isFinite(real)) {
                return real;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below.
        }
        throw new RejectedException(ProblemCode.INVALID_CURSOR);
    }
}
