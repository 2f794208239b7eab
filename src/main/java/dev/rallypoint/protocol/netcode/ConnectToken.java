package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;

/** Mints connect tokens (netcode standard, "Connect Token"). */
public final class ConnectToken {
    public static final int BYTES = 2048;

    /**
     * What a token says.
     *
     * @param publicServers 1..32 addresses the client tries in order
     * @param relayWhitelist 1..32 addresses in the encrypted part: the relays that accept it
     * @param timeoutSeconds of silence that end a handshake stage or session
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

    /** The 2048 public bytes of a 1.02 token with fresh session keys. */
    public static byte[] mint102(Contents contents, byte[] privateKey, Entropy entropy) {
        throw new UnsupportedOperationException();
    }

    /**
     * The 2048 public bytes of a 1.01 token with fresh session keys.
     *
     * @param tokenSequence unique in the cluster for the life of the key: it is the nonce
     */
    public static byte[] mint101(
            Contents contents, long tokenSequence, byte[] privateKey, Entropy entropy) {
        throw new UnsupportedOperationException();
    }

    /**
     * renet's file flavour of a 1.02 token: the u64 client id in front, IPv6 groups in network
     * order; 2056 bytes.
     */
    public static byte[] mintRenet(Contents contents, byte[] privateKey, Entropy entropy) {
        throw new UnsupportedOperationException();
    }
}
