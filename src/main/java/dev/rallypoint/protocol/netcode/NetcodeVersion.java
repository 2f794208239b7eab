package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The two versions of the standard that one port speaks. They differ in how the private part of the
 * connect token is sealed, and so in the size of a request; everything else has the same layout
 * with the own version string in the associated data.
 */
public enum NetcodeVersion {
    /** Private data sealed with ChaCha20-Poly1305 under a u64 token sequence. */
    V1_01("NETCODE 1.01\0", Long.BYTES, 1175),
    /** Private data sealed with XChaCha20-Poly1305 under 24 random bytes. */
    V1_02("NETCODE 1.02\0", XChaCha.NONCE_BYTES, 1200);

    static final int INFO_BYTES = 13;

    private static final int REQUEST_HEADER_BYTES = 1 + INFO_BYTES + 2 * Long.BYTES;

    private final byte[] info;
    private final int tokenNonceBytes;
    private final int maxSendBytes;

    NetcodeVersion(String info, int tokenNonceBytes, int maxSendBytes) {
        this.info = info.getBytes(StandardCharsets.US_ASCII);
        this.tokenNonceBytes = tokenNonceBytes;
        this.maxSendBytes = maxSendBytes;
    }

    /** The 13 bytes that open tokens, requests and the associated data. */
    public byte[] info() {
        return info.clone();
    }

    /** The exact size of a connection request datagram: 1062 (1.01) or 1078 (1.02). */
    public int requestBytes() {
        return REQUEST_HEADER_BYTES + tokenNonceBytes + PrivateConnectToken.SEALED_BYTES;
    }

    /** The largest payload a server may send to a client of this version: 1175 or 1200 bytes. */
    public int maxSendBytes() {
        return maxSendBytes;
    }

    /** Bytes of nonce in a token and in a request: 8 (1.01, the token sequence) or 24 (1.02). */
    int tokenNonceBytes() {
        return tokenNonceBytes;
    }

    /** Whether the 13 bytes at the index are this version's string. Absolute: moves nothing. */
    boolean isAt(ByteBuffer bytes, int index) {
        for (int i = 0; i < INFO_BYTES; i++) {
            if (bytes.get(index + i) != info[i]) {
                return false;
            }
        }
        return true;
    }
}
