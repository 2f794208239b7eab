package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A connection request whose token was proved genuine. The datagram: 0 u8, version 13, protocol id
 * u64, expiry u64, nonce 8 or 24, private data 1024; all in clear but the last.
 *
 * @param tag of the private data
 */
record ConnectRequest(
        NetcodeVersion version, long expiresUnixSeconds, TokenTag tag, PrivateConnectToken token) {
    private static final int VERSION_AT = 1;
    private static final int PROTOCOL_ID_AT = VERSION_AT + NetcodeVersion.INFO_BYTES;
    private static final int EXPIRES_AT = PROTOCOL_ID_AT + Long.BYTES;
    private static final int NONCE_AT = EXPIRES_AT + Long.BYTES;

    /** Appends the request datagram for a token. */
    static void write(TokenHeader header, byte[] privateData, ByteBuffer out) {
        out.put((byte) PacketType.REQUEST.wire()).put(header.associatedData());
        out.put(header.nonce()).put(privateData);
    }

    /** The clear fields of a request of the right size, read where they stand. */
    static final class Fields {
        private final NetcodeVersion version;
        private final ByteBuffer bytes;

        /**
         * @param datagram position to limit, of the version's request size; left as it was
         */
        Fields(NetcodeVersion version, ByteBuffer datagram) {
            this.version = version;
            this.bytes = datagram.slice().order(ByteOrder.LITTLE_ENDIAN);
        }

        boolean hasVersionInfo() {
            return version.isAt(bytes, VERSION_AT);
        }

        long protocolId() {
            return bytes.getLong(PROTOCOL_ID_AT);
        }

        long expiresUnixSeconds() {
            return bytes.getLong(EXPIRES_AT);
        }

        TokenHeader header() {
            byte[] nonce = new byte[version.tokenNonceBytes()];
            bytes.get(NONCE_AT, nonce);
            return new TokenHeader(version, protocolId(), expiresUnixSeconds(), nonce);
        }

        /** The 1024 sealed bytes. */
        ByteBuffer privateData() {
            int at = NONCE_AT + version.tokenNonceBytes();
            return bytes.slice(at, PrivateConnectToken.SEALED_BYTES);
        }

        /** The request with what the private data turned out to say. */
        ConnectRequest request(PrivateConnectToken token) {
            return new ConnectRequest(version, expiresUnixSeconds(), tag(), token);
        }

        TokenTag tag() {
            return TokenTag.ofSealed(bytes, NONCE_AT + version.tokenNonceBytes());
        }
    }
}
