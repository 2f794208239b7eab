package dev.rallypoint.runtime;

import dev.rallypoint.protocol.Entropy;
import java.time.Instant;
import java.util.Optional;

/**
 * How the keys of one purpose are changed.
 *
 * @param useAfterMs until the new key is used: within that time it must be on every node
 * @param keepMs for which a key that is used no more still opens what it sealed
 */
public record KeyRotation(long nowMs, long useAfterMs, long keepMs) {
    private static final long MS_PER_SECOND = 1_000;

    /**
     * Adds a new key that is used later on, and drops those that have served.
     *
     * @param name of the setting
     * @throws ConfigException if a new key is waiting already
     */
    public KeyRing rotate(String name, KeyRing ring, Entropy entropy) {
        waiting(ring)
                .ifPresent(
                        key -> {
                            throw new ConfigException(
                                    String.format(
                                            "%s is being rotated already: its key %s is used from"
                                                    + " %s on",
                                            name,
                                            key.id(),
                                            Instant.ofEpochMilli(key.usedFromMs())));
                        });
        KeyRing kept = ring.withoutSupersededBefore(nowMs - keepMs);
        return KeyRing.parse(
                name, name, kept.toSecretText() + newLine(nowMs + useAfterMs, entropy));
    }

    /** A single new key, used at once: whatever the others sealed is void. */
    public KeyRing replace(String name, Entropy entropy) {
        return KeyRing.parse(name, name, newLine(nowMs, entropy));
    }

    /** A key that is not used yet. */
    private Optional<KeyRing.Key> waiting(KeyRing ring) {
        return ring.keys().stream().filter(key -> key.usedFromMs() > nowMs).findFirst();
    }

    private static String newLine(long usedFromMs, Entropy entropy) {
        long seconds = usedFromMs / MS_PER_SECOND;
        return KeyRing.line(KeyFiles.newSecret(entropy), seconds * MS_PER_SECOND);
    }

    /** When a key may be dropped; empty while it is used. */
    public Optional<Long> droppedFromMs(KeyRing ring, KeyRing.Key key) {
        return ring.supersededAtMs(key).map(since -> since + keepMs);
    }
}
