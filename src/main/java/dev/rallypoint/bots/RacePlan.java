package dev.rallypoint.bots;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a run is to do.
 *
 * @param servers matchmaking addresses; players are dealt to them in turn
 * @param players 2..10000
 * @param lobbySize most players of a lobby, 2..64
 * @param hz states a player sends each second, 1..120
 * @param seconds the counted part takes, 1..86400
 * @param cheaters players who drive as nobody can, 0 to players
 * @param sizes of the lobbies; empty = as few as will do
 */
public record RacePlan(
        List<URI> servers,
        int players,
        int lobbySize,
        int hz,
        int seconds,
        int cheaters,
        List<Integer> sizes) {
    /** In as few lobbies as will do. */
    public RacePlan(
            List<URI> servers, int players, int lobbySize, int hz, int seconds, int cheaters) {
        this(servers, players, lobbySize, hz, seconds, cheaters, List.of());
    }

    /** All of them honest. */
    public RacePlan(List<URI> servers, int players, int lobbySize, int hz, int seconds) {
        this(servers, players, lobbySize, hz, seconds, 0);
    }

    public RacePlan {
        servers = List.copyOf(servers);
        sizes = List.copyOf(sizes);
        require("--players", players, 2, 10_000);
        require("--lobby-size", lobbySize, 2, 64);
        require("--hz", hz, 1, 120);
        require("--seconds", seconds, 1, 86_400);
        require("--cheaters", cheaters, 0, players);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("--url: at least one server is needed");
        }
    }

    private static void require(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    option + ": " + value + " is out of " + min + ".." + max);
        }
    }

    /** States one player sends. */
    public int statesPerPlayer() {
        return hz * seconds;
    }

    /** The same with these players in each lobby. */
    RacePlan withLobbies(List<Integer> playersOfEach) {
        return new RacePlan(servers, players, lobbySize, hz, seconds, cheaters, playersOfEach);
    }

    /** As few lobbies as will do, and sizes that differ by at most one, unless they are given. */
    public List<Integer> lobbySizes() {
        if (!sizes.isEmpty()) {
            return sizes;
        }
        int lobbies = (players + lobbySize - 1) / lobbySize;
        // A lobby of one has nobody to race against.
        lobbies = Math.max(1, Math.min(lobbies, players / 2));
        List<Integer> even = new ArrayList<>();
        for (int lobby = 0; lobby < lobbies; lobby++) {
            even.add(players / lobbies + (lobby < players % lobbies ? 1 : 0));
        }
        return even;
    }

    /** All servers, that of the player first. */
    List<URI> serversOf(int player) {
        List<URI> rotated = new ArrayList<>(servers);
        Collections.rotate(rotated, -(player % servers.size()));
        return rotated;
    }
}
