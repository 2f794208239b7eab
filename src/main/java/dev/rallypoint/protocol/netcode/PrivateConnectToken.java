package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The part of a connect token that only token minters and relays can read (netcode standard,
 * "Connect Token"). Plaintext, 1008 bytes: client id u64, timeout i32, address list, both keys,
 * user data, zeros; sealed, 1024.
 *
 * @param timeoutSeconds of silence; 0 or less: none
 * @param servers 1..32 addresses: the relays that accept the token
 * @param userData 256 bytes
 */
record PrivateConnectToken(
        long clientId,
        int timeoutSeconds,
        List<PeerAddress> servers,
        byte[] clientToServerKey,
        byte[] serverToClientKey,
        byte[] userData) {
    static final int SEALED_BYTES = 1024;
    static final int PLAIN_BYTES = SEALED_BYTES - Aead.TAG_BYTES;
    static final int USER_DATA_BYTES = 256;

    private static final int KEYS_AND_USER_DATA_BYTES = 2 * Aead.KEY_BYTES + USER_DATA_BYTES;

    PrivateConnectToken {
        if (userData.length != USER_DATA_BYTES) {
            throw new IllegalArgumentException("user data of " + userData.length + " bytes");
        }
        servers = List.copyOf(servers);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(PLAIN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(clientId).putInt(timeoutSeconds);
        AddressList.write(servers, AddressList.Groups.LITTLE_ENDIAN, out);
        out.put(clientToServerKey).put(serverToClientKey).put(userData);
        return out.array();
    }

    /** The token, or empty if the 1008 bytes have no legal address list. */
    static Optional<PrivateConnectToken> decode(ByteBuffer plaintext) {
        ByteBuffer in = plaintext.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() != PLAIN_BYTES) {
            return Optional.empty();
        }
        long clientId = in.getLong();
        int timeoutSeconds = in.getInt();
        Optional<List<PeerAddress>> servers = AddressList.read(in);
        // 32 IPv6 addresses take 608 bytes, so what follows always fits; checked all the same.
        if (servers.isEmpty() || in.remaining() < KEYS_AND_USER_DATA_BYTES) {
            return Optional.empty();
        }
        byte[] clientToServerKey = new byte[Aead.KEY_BYTES];
        byte[] serverToClientKey = new byte[Aead.KEY_BYTES];
        byte[] userData = new byte[USER_DATA_BYTES];
        in.get(clientToServerKey).get(serverToClientKey).get(userData);
        return Optional.of(
                new PrivateConnectToken(
                        clientId,
                        timeoutSeconds,
                        servers.get(),
                        clientToServerKey,
                        serverToClientKey,
                        userData));
    }

    /** The 1024 sealed bytes. */
    byte[] seal(TokenHeader header, byte[] privateKey, Aead aead) {
        ByteBuffer sealed = ByteBuffer.allocate(SEALED_BYTES);
        try (Aead.Key key = header.innerKey(privateKey, aead)) {
            key.seal(
                    header.innerCounter(),
                    ByteBuffer.wrap(header.associatedData()),
                    ByteBuffer.wrap(encode()),
                    sealed);
        }
        return sealed.array();
    }

    /**
     * The 1008 plain bytes, or empty if {@code sealed} (position to limit) was not sealed with this
     * header and key.
     */
    static Optional<ByteBuffer> open(
            TokenHeader header, byte[] privateKey, ByteBuffer sealed, Aead aead) {
        if (sealed.remaining() != SEALED_BYTES) {
            return Optional.empty();
        }
        ByteBuffer plaintext = ByteBuffer.allocate(PLAIN_BYTES);
        try (Aead.Key key = header.innerKey(privateKey, aead)) {
            ByteBuffer aad = ByteBuffer.wrap(header.associatedData());
            boolean genuine = key.open(header.innerCounter(), aad, sealed, plaintext);
            return genuine ? Optional.of(plaintext.flip()) : Optional.empty();
        }
    }

    /** Milliseconds of silence that end a stage or session; {@link Long#MAX_VALUE} for none. */
    static long timeoutMs(int timeoutSeconds) {
        return timeoutSeconds > 0 ? timeoutSeconds * 1000L : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "PrivateConnectToken[clientId=" + Long.toUnsignedString(clientId) + "]";
    }
}
