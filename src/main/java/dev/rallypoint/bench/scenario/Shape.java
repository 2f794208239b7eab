package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.load.Terms;
import dev.rallypoint.protocol.relay.Forwarding;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of a load, without its size.
 *
 * @param settings of the relay beside the defaults
 */
public record Shape(
        Forwarding forwarding,
        int lobbySize,
        double hz,
        int payloadBytes,
        Terms.Wire wire,
        List<String> settings) {
    private static final int PAYLOAD_BYTES = 100;
    private static final int RAW_LOBBY = 8;
    private static final double RAW_HZ = 20;
    private static final int FRAMED_LOBBY = 16;
    private static final double FRAMED_HZ = 60;

    /** Nobody waits for players to connect; the limits are measured where they are the subject. */
    private static final List<String> FAST_CONNECT =
            List.of(
                    "filter.handshakesPerSource=100000",
                    "filter.handshakesPerNode=100000",
                    "relay.maxSessions=40000");

    /** Lobbies of 8, 20 messages a second. */
    static Shape raw() {
        return new Shape(
                Forwarding.RAW, RAW_LOBBY, RAW_HZ, PAYLOAD_BYTES, Terms.Wire.NETCODE, FAST_CONNECT);
    }

    /** Lobbies of 16, 60 messages a second, sent together if they come within 2 ms. */
    static Shape framed() {
        return new Shape(
                        Forwarding.FRAMED,
                        FRAMED_LOBBY,
                        FRAMED_HZ,
                        PAYLOAD_BYTES,
                        Terms.Wire.NETCODE,
                        FAST_CONNECT)
                .with("relay.coalesceMs=2");
    }

    /** The same with other lobbies, rate and payload. */
    Shape of(int players, double otherHz, int bytes) {
        return new Shape(forwarding, players, otherHz, bytes, wire, settings);
    }

    /** With more settings of the relay. */
    Shape with(String... more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(more));
        return new Shape(forwarding, lobbySize, hz, payloadBytes, wire, all);
    }

    /** With the limits that a node has by default. */
    Shape withDefaultLimits() {
        return new Shape(
                forwarding, lobbySize, hz, payloadBytes, wire, List.of("relay.maxSessions=40000"));
    }

    int lobbies(int players) {
        return Math.max(1, players / lobbySize);
    }
}
