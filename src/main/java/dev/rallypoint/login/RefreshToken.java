package dev.rallypoint.login;

import dev.rallypoint.protocol.Entropy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a player keeps of a login: {@code rprt_} and 64 characters of base64url, of which the first
 * 16 bytes name the login and the other 32 are drawn anew each time. Who knows no token of a login
 * cannot name it either: its id is a digest.
 *
 * @param loginId 32 hex digits
 * @param digest of the whole token: 64 hex digits
 */
record RefreshToken(String text, String loginId, String digest) {
    /** Something that secret scanners can look for. */
    private static final String PREFIX = "rprt_";

    private static final int NAME_BYTES = 16;
    private static final int BYTES = NAME_BYTES + 32;
    private static final int TEXT_CHARACTERS = PREFIX.length() + 64;
    private static final int ID_DIGITS = 32;

    /** The first token of a new login. */
    static RefreshToken first(Entropy entropy) {
        byte[] bytes = new byte[BYTES];
        entropy.fill(bytes);
        return of(bytes);
    }

    /** Another token of the same login. */
    RefreshToken next(Entropy entropy) {
        byte[] bytes = new byte[BYTES];
        entropy.fill(bytes);
        System.arraycopy(decode(text).orElseThrow(), 0, bytes, 0, NAME_BYTES);
        return of(bytes);
    }

    /** Empty if the text is not the form of a refresh token. */
    static Optional<RefreshToken> parse(String text) {
        return decode(text).map(RefreshToken::of);
    }

    private static Optional<byte[]> decode(String text) {
        if (text.length() != TEXT_CHARACTERS || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            // Padding would make a token of fewer bytes that is written in another way as well.
            return Optional.of(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())))
                    .filter(bytes -> bytes.length == BYTES);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static RefreshToken of(byte[] bytes) {
        String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String loginId = digest(Arrays.copyOf(bytes, NAME_BYTES)).substring(0, ID_DIGITS);
        return new RefreshToken(text, loginId, digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Tokens are long and random, so a plain SHA-256 hides them. */
    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "RefreshToken[loginId=" + loginId + "]";
    }
}
