package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Mints connect tokens (netcode standard, "Connect Token"). Each call draws fresh session keys.
 * Stateless: safe from any thread, as far as the {@link Entropy} is.
 */
public final class ConnectToken {
    public static final int BYTES = 2048;

    /** Bytes of renet's file flavour. */
    public static final int RENET_BYTES = Long.BYTES + BYTES;

    /**
     * What a token says.
     *
     * @param createdUnixSeconds not after the expiry
     * @param publicServers 1..32 addresses the client tries in order
     * @param relayWhitelist 1..32 addresses in the encrypted part: the relays that accept it. The
     *     place of a relay in this list keeps its send sequences apart from those of the others, so
     *     each relay stands in it once and at one place
     * @param timeoutSeconds of silence that end a handshake stage or session; 0 or less: none
     * @param userData 256 bytes for the relay
     */
    public record Contents(
            long protocolId,
            long createdUnixSeconds,
            long expiresUnixSeconds,
            long clientId,
            int timeoutSeconds,
            List<PeerAddress> publicServers,
            List<PeerAddress> relayWhitelist,
            byte[] userData) {}

    private ConnectToken() {}

    /**
     * The 2048 public bytes of a 1.02 token with fresh session keys.
     *
     * @param privateKey 32 bytes shared with the relays
     * @throws IllegalArgumentException for an address list outside 1..32, user data of another size
     *     than 256, or a key of another size than 32
     */
    public static byte[] mint102(Contents contents, byte[] privateKey, Entropy entropy) {
        byte[] nonce = markedNonce(contents, privateKey, entropy);
        PublicConnectToken token = mint(contents, NetcodeVersion.V1_02, nonce, privateKey, entropy);
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        token.encode(AddressList.Groups.LITTLE_ENDIAN, out);
        return out.array();
    }

    /**
     * The 2048 public bytes of a 1.01 token with fresh session keys.
     *
     * @param tokenSequence unique in the cluster for the life of the key: it is the nonce
     * @param privateKey 32 bytes shared with the relays; another key than for 1.02 tokens
     * @throws IllegalArgumentException as {@link #mint102}
     */
    public static byte[] mint101(
            Contents contents, long tokenSequence, byte[] privateKey, Entropy entropy) {
        byte[] nonce =
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(tokenSequence)
                        .array();
        PublicConnectToken token = mint(contents, NetcodeVersion.V1_01, nonce, privateKey, entropy);
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        token.encode(AddressList.Groups.LITTLE_ENDIAN, out);
        return out.array();
    }

    /**
     * renet's file flavour of a 1.02 token: the u64 client id in front, IPv6 groups of the public
     * list in network order; 2056 bytes. The private part is as in the standard: only relays read
     * it.
     *
     * @param privateKey 32 bytes shared with the relays
     * @throws IllegalArgumentException as {@link #mint102}
     */
    public static byte[] mintRenet(Contents contents, byte[] privateKey, Entropy entropy) {
        byte[] nonce = markedNonce(contents, privateKey, entropy);
        PublicConnectToken token = mint(contents, NetcodeVersion.V1_02, nonce, privateKey, entropy);
        ByteBuffer out = ByteBuffer.allocate(RENET_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        token.encode(AddressList.Groups.NETWORK_ORDER, out.putLong(contents.clientId()));
        return out.array();
    }

    /** The relays that a client of 1.02 or 1.01 tries; empty if the token cannot be read. */
    public static List<PeerAddress> servers(byte[] token) {
        return PublicConnectToken.decode(token).map(PublicConnectToken::servers).orElse(List.of());
    }

    /**
     * A token with fewer of its relays for the client to try; what relays read stays.
     *
     * @return empty if it cannot be read or none is left
     */
    public static Optional<byte[]> withServers(byte[] token, Predicate<PeerAddress> stays) {
        return PublicConnectToken.decode(token)
                .map(all -> all.withServers(all.servers().stream().filter(stays).toList()))
                .filter(rest -> !rest.servers().isEmpty())
                .map(
                        rest -> {
                            ByteBuffer out = ByteBuffer.allocate(BYTES);
                            rest.encode(AddressList.Groups.LITTLE_ENDIAN, out);
                            return out.array();
                        });
    }

    private static PublicConnectToken mint(
            Contents contents,
            NetcodeVersion version,
            byte[] nonce,
            byte[] privateKey,
            Entropy entropy) {
        PrivateConnectToken secret =
                new PrivateConnectToken(
                        contents.clientId(),
                        contents.timeoutSeconds(),
                        contents.relayWhitelist(),
                        draw(entropy, Aead.KEY_BYTES),
                        draw(entropy, Aead.KEY_BYTES),
                        contents.userData());
        TokenHeader header =
                new TokenHeader(
                        version, contents.protocolId(), contents.expiresUnixSeconds(), nonce);
        return new PublicConnectToken(
                header,
                contents.createdUnixSeconds(),
                secret.seal(header, privateKey, Aead.ofJdk()),
                contents.timeoutSeconds(),
                contents.publicServers(),
                secret.clientToServerKey(),
                secret.serverToClientKey());
    }

    private static byte[] markedNonce(Contents contents, byte[] privateKey, Entropy entropy) {
        byte[] nonce = draw(entropy, XChaCha.NONCE_BYTES);
        new TokenMark(privateKey).write(nonce, contents.expiresUnixSeconds());
        return nonce;
    }

    private static byte[] draw(Entropy entropy, int count) {
        byte[] bytes = new byte[count];
        entropy.fill(bytes);
        return bytes;
    }
}
