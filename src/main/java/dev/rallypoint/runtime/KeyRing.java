package dev.rallypoint.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys of one purpose: one is used now, others were used before and still open what they
 * sealed, others are used from a time on that lies ahead. Immutable, never empty, oldest first.
 *
 * <p>As text: a key a line, or several in one with commas between, each the base64 of 32 bytes and,
 * after a space, from when on it is used ({@code 2026-01-31T12:00:00Z}); without that, since ever.
 */
public final class KeyRing {
    static final int KEY_BYTES = 32;

    /** Far more than anybody rotates within the life of a token. */
    private static final int MAX_KEYS = 32;

    private static final String LABEL = "rallypoint key fingerprint\0";
    private static final int ID_BYTES = 8;

    /**
     * One key.
     *
     * @param id 16 hex digits of its digest: the same wherever the key is, and nothing secret
     * @param usedFromMs Unix ms; 0 = since ever
     * @param secret 32 bytes
     */
    public record Key(String id, long usedFromMs, byte[] secret) {
        /** By the id, which is the secret's digest. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && id.equals(key.id) && usedFromMs == key.usedFromMs;
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        /** Never shows the key itself. */
        @Override
        public String toString() {
            return id;
        }
    }

    private final List<Key> keys;

    private KeyRing(List<Key> keys) {
        this.keys = keys;
    }

    /**
     * @param name of the setting, such as {@code keys.accessToken}: part of the ids
     * @param source the setting or file that is to blame if the text is no good
     * @throws ConfigException if it is; the text is not shown
     */
    public static KeyRing parse(String name, String source, String text) {
        List<Key> keys =
                text.lines()
                        .flatMap(line -> Arrays.stream(line.split(",")))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .map(entry -> key(name, source, entry))
                        .sorted(Comparator.comparingLong(Key::usedFromMs))
                        .toList();
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new ConfigException(source + " has " + keys.size() + " keys, not 1.." + MAX_KEYS);
        }
        refuseTwins(source, keys);
        return new KeyRing(keys);
    }

    private static void refuseTwins(String source, List<Key> keys) {
        Set<String> ids = new HashSet<>();
        Set<Long> times = new HashSet<>();
        for (Key key : keys) {
            if (!ids.add(key.id())) {
                throw new ConfigException(source + " has the key " + key.id() + " twice");
            }
            if (!times.add(key.usedFromMs())) {
                throw new ConfigException(source + " has two keys that are used from one time on");
            }
        }
    }

    private static Key key(String name, String source, String entry) {
        String[] words = entry.split("\\s+");
        byte[] secret = decode(source, words[0]);
        long usedFromMs = words.length == 1 ? 0 : time(source, words);
        return new Key(id(name, secret), usedFromMs, secret);
    }

    private static long time(String source, String[] words) {
        try {
            if (words.length == 2) {
                return Instant.parse(words[1]).toEpochMilli();
            }
        } catch (DateTimeException | ArithmeticException notShown) {
            // It may be a key that somebody put behind another: not even the cause is passed on.
            words[1] = "";
        }
        throw new ConfigException(
                source + ": behind a key may stand one time, such as 2026-01-31T12:00:00Z");
    }

    private static byte[] decode(String source, String base64) {
        try {
            byte[] secret = Base64.getDecoder().decode(base64);
            if (secret.length == KEY_BYTES) {
                return secret;
            }
        } catch (IllegalArgumentException notBase64) {
            throw new ConfigException(source + " is not base64");
        }
        throw new ConfigException(source + " must be base64 of exactly 32 bytes");
    }

    /** A digest, so that people and nodes can tell keys apart without knowing them. */
    private static String id(String name, byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((LABEL + name + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(secret), ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The text of one new key. */
    static String line(byte[] secret, long usedFromMs) {
        return Base64.getEncoder().encodeToString(secret)
                + (usedFromMs == 0 ? "" : " " + Instant.ofEpochMilli(usedFromMs))
                + "\n";
    }

    /** Oldest first. */
    public List<Key> keys() {
        return keys;
    }

    /** The newest one that is used at that time; before all of them, the oldest. */
    public Key at(long unixMs) {
        Key found = keys.get(0);
        for (Key key : keys) {
            if (key.usedFromMs() <= unixMs) {
                found = key;
            }
        }
        return found;
    }

    /** When another key took, or takes, a key's place; empty for the newest. */
    public Optional<Long> supersededAtMs(Key key) {
        int next = keys.indexOf(key) + 1;
        return next < keys.size() ? Optional.of(keys.get(next).usedFromMs()) : Optional.empty();
    }

    /** Those that no other key took the place of before that time. */
    KeyRing withoutSupersededBefore(long unixMs) {
        List<Key> kept = new ArrayList<>();
        for (Key key : keys) {
            if (supersededAtMs(key).filter(since -> since < unixMs).isEmpty()) {
                kept.add(key);
            }
        }
        return new KeyRing(List.copyOf(kept));
    }

    boolean sharesAKeyWith(KeyRing other) {
        return keys.stream()
                .anyMatch(
                        key ->
                                other.keys.stream()
                                        .anyMatch(
                                                theirs ->
                                                        MessageDigest.isEqual(
                                                                key.secret(), theirs.secret())));
    }

    /** What {@link #parse} reads: secret. */
    String toSecretText() {
        return keys.stream()
                .map(key -> line(key.secret(), key.usedFromMs()))
                .collect(Collectors.joining());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRing ring && keys.equals(ring.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    /** Ids and times. */
    @Override
    public String toString() {
        return keys.stream()
                .map(key -> key.id() + " from " + Instant.ofEpochMilli(key.usedFromMs()))
                .collect(Collectors.joining(", "));
    }
}
