package dev.rallypoint.protocol.netcode;

import java.util.Arrays;
import java.util.List;

/**
 * The private keys of connect tokens, of which a token's expiry names one: minters and relays
 * choose alike, by what stands in the clear, without trying keys and whatever their clocks say.
 * Immutable.
 */
public final class TokenKeys {
    /**
     * A key and its epoch.
     *
     * @param fromUnixSeconds tokens that expire then or later are sealed with it, up to those of
     *     the next key
     * @param secret 32 bytes
     */
    public record Dated(long fromUnixSeconds, byte[] secret) {
        public Dated {
            if (secret.length != Aead.KEY_BYTES) {
                throw new IllegalArgumentException("a key of " + secret.length + " bytes");
            }
        }

        @Override
        public String toString() {
            return "Dated[from " + fromUnixSeconds + "]";
        }
    }

    private final Dated[] keys102;
    private final Dated[] keys101;

    /**
     * @param keys102 of 1.02 and renet tokens, oldest first; the first one's epoch has no beginning
     * @param keys101 of 1.01 tokens; other keys
     * @throws IllegalArgumentException if there are none, or not in the order of their epochs
     */
    public TokenKeys(List<Dated> keys102, List<Dated> keys101) {
        this.keys102 = ordered(keys102);
        this.keys101 = ordered(keys101);
    }

    /** One key a version, for ever. */
    public static TokenKeys of(byte[] key102, byte[] key101) {
        return new TokenKeys(List.of(new Dated(0, key102)), List.of(new Dated(0, key101)));
    }

    private static Dated[] ordered(List<Dated> keys) {
        Dated[] all = keys.toArray(Dated[]::new);
        boolean isOrdered = all.length > 0;
        for (int i = 1; i < all.length; i++) {
            isOrdered &= all[i - 1].fromUnixSeconds <= all[i].fromUnixSeconds;
        }
        if (!isOrdered) {
            throw new IllegalArgumentException("keys in order, and at least one: " + keys);
        }
        return all;
    }

    /**
     * The key of 1.02 and renet tokens that expire then.
     *
     * @param expiresUnixSeconds unsigned
     */
    public byte[] key102(long expiresUnixSeconds) {
        return choose(keys102, expiresUnixSeconds);
    }

    /**
     * The key of 1.01 tokens that expire then.
     *
     * @param expiresUnixSeconds unsigned
     */
    public byte[] key101(long expiresUnixSeconds) {
        return choose(keys101, expiresUnixSeconds);
    }

    byte[] key(NetcodeVersion version, long expiresUnixSeconds) {
        return version == NetcodeVersion.V1_01
                ? key101(expiresUnixSeconds)
                : key102(expiresUnixSeconds);
    }

    private static byte[] choose(Dated[] keys, long expiresUnixSeconds) {
        int newest = keys.length - 1;
        while (newest > 0
                && Long.compareUnsigned(keys[newest].fromUnixSeconds, expiresUnixSeconds) > 0) {
            newest--;
        }
        return keys[newest].secret;
    }

    /** Never shows a key. */
    @Override
    public String toString() {
        return "TokenKeys[1.02 "
                + Arrays.toString(keys102)
                + " 1.01 "
                + Arrays.toString(keys101)
                + "]";
    }
}
