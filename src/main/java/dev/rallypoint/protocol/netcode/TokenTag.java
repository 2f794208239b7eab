package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;

/** The last 16 bytes of a token's sealed private data: its name in the {@link TokenHistory}. */
record TokenTag(long high, long low) {
    /** Of the 1024 sealed bytes that start at the index. Absolute: moves nothing. */
    static TokenTag ofSealed(ByteBuffer bytes, int index) {
        int tag = index + PrivateConnectToken.PLAIN_BYTES;
        return new TokenTag(bytes.getLong(tag), bytes.getLong(tag + Long.BYTES));
    }
}
