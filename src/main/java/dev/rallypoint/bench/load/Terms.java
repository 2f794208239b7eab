package dev.rallypoint.bench.load;

import dev.rallypoint.protocol.relay.Forwarding;

/**
 * What stays the same for the life of a load process.
 *
 * @param target {@code ip:port} of the relay
 * @param wire what the datagrams are
 * @param forwarding of all matches; of no meaning for {@link Wire#PLAIN}
 * @param lobbySize players of each lobby
 * @param payloadBytes of the application in each message, a framed header not counted
 * @param sampledLobbies whose messages are opened and checked, the first ones
 * @param firstLobby number of the first lobby, so that two processes share a relay
 * @param seed of the order and phases of sending
 * @param key102 mints connect tokens; empty for {@link Wire#PLAIN}
 */
public record Terms(
        String target,
        Wire wire,
        Forwarding forwarding,
        int lobbySize,
        int payloadBytes,
        int sampledLobbies,
        int firstLobby,
        long seed,
        long protocolId,
        byte[] key102) {

    /** How players talk. */
    public enum Wire {
        /** netcode 1.02, encrypted. */
        NETCODE,
        /**
         * No encryption: u16 lobby, u8 slot (little-endian), payload, zeros up to the size of the
         * sealed datagram.
         */
        PLAIN
    }

    /** Bytes that netcode adds to a payload when its sequence takes two bytes. */
    static final int SEALED_OVERHEAD_BYTES = 19;

    /** Plain players with a relay that copies. */
    public static Terms plain(String target, int lobbySize, int payloadBytes, long seed) {
        return new Terms(
                target,
                Wire.PLAIN,
                Forwarding.RAW,
                lobbySize,
                payloadBytes,
                Crowd.SAMPLED_LOBBIES,
                0,
                seed,
                0,
                new byte[0]);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Terms[" + wire + " " + forwarding + ", lobbies of " + lobbySize + "]";
    }
}
