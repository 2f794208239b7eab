package dev.rallypoint.protocol.netcode;

import java.nio.charset.StandardCharsets;

/** The two versions of the standard that one port speaks. */
public enum NetcodeVersion {
    V1_01("NETCODE 1.01\0", 1062),
    V1_02("NETCODE 1.02\0", 1078);

    private final byte[] info;
    private final int requestBytes;

    NetcodeVersion(String info, int requestBytes) {
        this.info = info.getBytes(StandardCharsets.US_ASCII);
        this.requestBytes = requestBytes;
    }

    /** The 13 bytes that open tokens, requests and the associated data. */
    public byte[] info() {
        return info.clone();
    }

    /** The exact size of a connection request datagram. */
    public int requestBytes() {
        return requestBytes;
    }
}
