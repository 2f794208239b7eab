package dev.rallypoint.bench;

import java.util.OptionalInt;

/**
 * The load a comparison begins with.
 *
 * @param lobbies in the first step
 * @param lobbySize players of a lobby; each message goes to all others
 * @param hz messages a second of each player
 * @param payloadBytes of a message
 * @param seconds that each step is measured for, after its warm-up
 * @param rivalCore where the rival runs; empty = not pinned
 * @param loadCore where the load runs; empty = not pinned
 */
public record RivalPlan(
        int lobbies,
        int lobbySize,
        int hz,
        int payloadBytes,
        int seconds,
        OptionalInt rivalCore,
        OptionalInt loadCore) {
    /** Another form of load, from so many lobbies on. */
    RivalPlan withForm(int otherLobbies, int otherLobbySize, int otherHz) {
        return new RivalPlan(
                otherLobbies, otherLobbySize, otherHz, payloadBytes, seconds, rivalCore, loadCore);
    }

    /** The same load with so many lobbies. */
    RivalPlan withLobbies(int otherLobbies) {
        return new RivalPlan(
                otherLobbies, lobbySize, hz, payloadBytes, seconds, rivalCore, loadCore);
    }
}
