package dev.rallypoint.relay;

/** Keys for two players from what only the relay knows. */
interface PairKeys {
    int KEY_BYTES = 32;

    /**
     * A key, the same for the same input, of which nobody who has other keys can learn anything.
     *
     * @param secret 32 random bytes of a match
     * @param use what the key is for, unambiguous
     */
    byte[] derive(byte[] secret, byte[] use);
}
