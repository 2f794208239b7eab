package dev.rallypoint.apifuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What exists on the node while one input is tried, by the name that fields and parameters have for
 * it: lobbyId, playerId, nodeId, banId, joinCode, cursor, refreshToken. And who may call.
 */
final class World {
    private final Map<String, List<String>> known = new HashMap<>();
    private final List<String> playerTokens = new ArrayList<>();
    private final List<String> operatorTokens = new ArrayList<>();

    void learn(String kind, String value) {
        List<String> all = known.computeIfAbsent(kind, name -> new ArrayList<>());
        if (!all.contains(value)) {
            all.add(value);
        }
    }

    void learnPlayerToken(String token) {
        playerTokens.add(token);
    }

    void learnOperatorToken(String token) {
        operatorTokens.add(token);
    }

    boolean knows(String kind) {
        return known.containsKey(kind);
    }

    List<String> all(String kind) {
        return List.copyOf(known.getOrDefault(kind, List.of()));
    }

    /** Of anything, to be used where it does not belong. */
    String anySecret(Values values) {
        List<String> all = new ArrayList<>(playerTokens);
        all.addAll(operatorTokens);
        known.values().forEach(all::addAll);
        return values.anyOf(all);
    }

    String playerToken(Values values) {
        return values.anyOf(playerTokens);
    }

    String operatorToken(Values values) {
        return values.anyOf(operatorTokens);
    }
}
