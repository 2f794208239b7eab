package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The 2048 bytes that a player is given (netcode standard, "Connect Token"): header, sealed private
 * data, and in clear what the client needs.
 *
 * @param createdUnixSeconds unsigned, not after the expiry
 * @param privateData 1024 sealed bytes
 * @param timeoutSeconds of silence; 0 or less: none
 * @param servers 1..32 addresses, tried in order
 */
record PublicConnectToken(
        TokenHeader header,
        long createdUnixSeconds,
        byte[] privateData,
        int timeoutSeconds,
        List<PeerAddress> servers,
        byte[] clientToServerKey,
        byte[] serverToClientKey) {

    private static final long MAX_LIFETIME_SECONDS = Integer.MAX_VALUE;

    PublicConnectToken {
        servers = List.copyOf(servers);
    }

    PublicConnectToken withServers(List<PeerAddress> others) {
        return new PublicConnectToken(
                header,
                createdUnixSeconds,
                privateData,
                timeoutSeconds,
                others,
                clientToServerKey,
                serverToClientKey);
    }

    /** Writes 2048 bytes, zero padded. */
    void encode(AddressList.Groups groups, ByteBuffer out) {
        int end = out.position() + ConnectToken.BYTES;
        out.order(ByteOrder.LITTLE_ENDIAN).put(header.version().info());
        out.putLong(header.protocolId());
        out.putLong(createdUnixSeconds).putLong(header.expiresUnixSeconds());
        out.put(header.nonce()).put(privateData).putInt(timeoutSeconds);
        AddressList.write(servers, groups, out);
        out.put(clientToServerKey).put(serverToClientKey);
        while (out.position() < end) {
            out.put((byte) 0);
        }
    }

    /**
     * The token, or empty for another size, an unknown version, an illegal address list, or a
     * creation after the expiry.
     */
    static Optional<PublicConnectToken> decode(byte[] token) {
        if (token.length != ConnectToken.BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN);
        for (NetcodeVersion version : NetcodeVersion.values()) {
            if (version.isAt(in, 0)) {
                return decode(version, in.position(NetcodeVersion.INFO_BYTES));
            }
        }
        return Optional.empty();
    }

    private static Optional<PublicConnectToken> decode(NetcodeVersion version, ByteBuffer in) {
        long protocolId = in.getLong();
        long created = in.getLong();
        long expires = in.getLong();
        byte[] nonce = new byte[version.tokenNonceBytes()];
        byte[] privateData = new byte[PrivateConnectToken.SEALED_BYTES];
        in.get(nonce).get(privateData);
        int timeoutSeconds = in.getInt();
        Optional<List<PeerAddress>> servers = AddressList.read(in);
        if (servers.isEmpty()
                || in.remaining() < 2 * Aead.KEY_BYTES
                || Long.compareUnsigned(created, expires) > 0) {
            return Optional.empty();
        }
        byte[] clientToServerKey = new byte[Aead.KEY_BYTES];
        byte[] serverToClientKey = new byte[Aead.KEY_BYTES];
        in.get(clientToServerKey).get(serverToClientKey);
        return Optional.of(
                new PublicConnectToken(
                        new TokenHeader(version, protocolId, expires, nonce),
                        created,
                        privateData,
                        timeoutSeconds,
                        servers.get(),
                        clientToServerKey,
                        serverToClientKey));
    }

    /** Expiry less creation, in milliseconds; capped at what an Unix time can be added to. */
    long lifetimeMs() {
        long seconds = header.expiresUnixSeconds() - createdUnixSeconds;
        return seconds < 0 || seconds > MAX_LIFETIME_SECONDS
                ? MAX_LIFETIME_SECONDS * 1000
                : seconds * 1000;
    }

    @Override
    public String toString() {
        return "PublicConnectToken[servers=" + servers + "]";
    }
}
