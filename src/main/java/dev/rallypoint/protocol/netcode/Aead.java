package dev.rallypoint.protocol.netcode;

/**
 * ChaCha20-Poly1305 (RFC 8439) with 12-byte nonces of four zero bytes and a little-endian counter,
 * over the JDK's cipher interface, so that any provider serves. Belongs to one thread.
 */
public final class Aead {
    /**
     * @param provider of the cipher {@code ChaCha20-Poly1305}; the JDK's own where there is no
     *     better
     */
    public Aead(java.security.Provider provider) {}

    /** Over the JDK's own cipher. */
    public static Aead ofJdk() {
        return new Aead(java.security.Security.getProvider("SunJCE"));
    }
}
