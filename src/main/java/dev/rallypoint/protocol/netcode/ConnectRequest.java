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

    /**
     * The clear fields of a request of the right size, read where they stand. Used again for each
     * request, because most of a flood of them is refused for what is in here.
     */
    static final class Fields {
        private NetcodeVersion version = NetcodeVersion.V1_02;
        private ByteBuffer bytes = ByteBuffer.allocate(0);
        private int start;

        /**
         * @param datagram position to limit, of the version's request size; left as it was, and
         *     read until the next one is set
         */
        void set(NetcodeVersion newVersion, ByteBuffer datagram) {
            version = newVersion;
            bytes = datagram;
            start = datagram.position();
        }

        boolean hasVersionInfo() {
            return version.isAt(bytes, start + VERSION_AT);
        }

        long protocolId() {
            return littleEndian(PROTOCOL_ID_AT);
        }

        long expiresUnixSeconds() {
            return littleEndian(EXPIRES_AT);
        }

        /** The genuine mark of the token, or {@link TokenMark#NONE}. */
        long mark(TokenMark marks) {
            return version == NetcodeVersion.V1_02
                    ? marks.check(
                            littleEndian(NONCE_AT),
                            expiresUnixSeconds(),
                            littleEndian(NONCE_AT + TokenMark.AT))
                    : TokenMark.NONE;
        }

        private long littleEndian(int at) {
            long value = bytes.getLong(start + at);
            return bytes.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
        }

        TokenHeader header() {
            byte[] nonce = new byte[version.tokenNonceBytes()];
            bytes.get(start + NONCE_AT, nonce);
            return new TokenHeader(version, protocolId(), expiresUnixSeconds(), nonce);
        }

        /** The 1024 sealed bytes. */
        ByteBuffer privateData() {
            int at = start + NONCE_AT + version.tokenNonceBytes();
            return bytes.slice(at, PrivateConnectToken.SEALED_BYTES);
        }

        /** The request with what the private data turned out to say. */
        ConnectRequest request(PrivateConnectToken token) {
            return new ConnectRequest(version, expiresUnixSeconds(), tag(), token);
        }

        boolean isConsumedIn(TokenHistory history) {
            int at = start + NONCE_AT + version.tokenNonceBytes() + PrivateConnectToken.PLAIN_BYTES;
            return history.isConsumed(bytes.getLong(at), bytes.getLong(at + Long.BYTES));
        }

        TokenTag tag() {
            return TokenTag.ofSealed(bytes, start + NONCE_AT + version.tokenNonceBytes());
        }
    }
}
