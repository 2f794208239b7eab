package dev.rallypoint.apifuzz;

import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.Scratch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every input finds on the node, and what it leaves behind is taken away: so an input does the
 * same whatever was tried before it. Five players; of one lobby the first is the owner and the
 * second a member.
 */
final class Ground implements AutoCloseable {
    private static final int PLAYERS = 5;
    private static final String LATE = "\"code\":\"timeout\"";
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final FuzzedNode node = new FuzzedNode(Scratch.directory());
    private final Wire players = new Wire(node.port("matchmaking"));
    private final Wire operators = new Wire(node.port("operator"));
    private final Contract playerContract = Contract.load("/openapi.yaml");
    private final Contract operatorContract = Contract.load("/apifuzz/operator-api.yaml");
    private final List<JsonObject> sessions = new ArrayList<>();
    private final String nodeId;

    Ground() {
        for (int i = 0; i < PLAYERS; i++) {
            sessions.add(logIn(i));
        }
        nodeId =
                new JsonArray(admin("GET", "/admin/v1/nodes", "").text())
                        .getJsonObject(0)
                        .getString("nodeId");
    }

    Contract playerContract() {
        return playerContract;
    }

    Contract operatorContract() {
        return operatorContract;
    }

    FuzzedNode node() {
        return node;
    }

    Answer exchange(Call call, boolean ofOperators) {
        return patiently(ofOperators ? operators : players, call);
    }

    /**
     * Classes are instrumented when they are first used, on whatever thread that is, and a machine
     * may be busy: that a part of the node was late is only true if it is so again and again.
     */
    private static Answer patiently(Wire wire, Call call) {
        return await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .until(() -> wire.exchange(call), answer -> !answer.text().contains(LATE));
    }

    World begin() {
        World world = new World();
        for (JsonObject session : sessions) {
            world.learn("playerId", session.getString("playerId"));
            world.learn("refreshToken", session.getString("refreshToken"));
            world.learnPlayerToken(session.getString("accessToken"));
        }
        world.learnOperatorToken(FuzzedNode.ADMIN);
        world.learn("nodeId", nodeId);
        world.learn("nodeId", "node-00000000");
        JsonObject lobby =
                require(
                        CREATED,
                        call(
                                "POST",
                                "/v1/lobbies",
                                token(0),
                                "{\"name\":\"n\",\"gameMode\":\"race\",\"capacity\":3}"));
        onLobby(world, lobby);
        String members = "/v1/lobbies/" + lobby.getString("lobbyId") + "/members";
        require(OK, call("POST", members, token(1), ""));
        return world;
    }

    private static void onLobby(World world, JsonObject lobby) {
        world.learn("lobbyId", lobby.getString("lobbyId"));
        world.learn("joinCode", lobby.getString("joinCode"));
    }

    /** What an answer says exists from now on. */
    void learn(World world, Answer answer) {
        if (answer.status() < OK || answer.status() > CREATED) {
            return;
        }
        object(answer)
                .ifPresent(
                        found -> {
                            if (found.containsKey("joinCode")) {
                                onLobby(world, found);
                            }
                            Optional.ofNullable(found.getLong("banId", null))
                                    .ifPresent(id -> world.learn("banId", id.toString()));
                            Optional.ofNullable(found.getValue("nextCursor"))
                                    .ifPresent(cursor -> world.learn("cursor", cursor.toString()));
                            Optional.ofNullable(found.getString("refreshToken"))
                                    .ifPresent(token -> world.learn("refreshToken", token));
                        });
    }

    /**
     * As it was before.
     *
     * @param isAdministered whether operators may have changed something
     */
    void end(World world, boolean isAdministered) {
        if (isAdministered) {
            undoWhatOperatorsDid();
        }
        world.all("lobbyId").forEach(id -> admin("DELETE", "/admin/v1/lobbies/" + id, ""));
        for (int i = 0; i < PLAYERS; i++) {
            if (call("GET", "/v1/me", token(i), "").status() != OK) {
                sessions.set(i, logIn(i));
            }
        }
    }

    private void undoWhatOperatorsDid() {
        for (Object ban : require(OK, admin("GET", "/admin/v1/bans", "")).getJsonArray("bans")) {
            admin("DELETE", "/admin/v1/bans/" + ((JsonObject) ban).getLong("banId"), "");
        }
        require(OK, admin("DELETE", "/admin/v1/filter", ""));
        require(OK, admin("DELETE", "/admin/v1/nodes/" + nodeId + "/drain", ""));
    }

    /** Empty if it is well; else what it says. */
    Optional<String> illness() {
        Answer players = call("GET", "/v1/health", "", "");
        Answer ready = admin("GET", "/health/ready", "");
        return players.status() == OK && ready.status() == OK
                ? Optional.empty()
                : Optional.of(players + "\n" + ready);
    }

    /** A ban that was lifted a moment ago is over a moment later. */
    private JsonObject logIn(int number) {
        String device = "the device of one of the fuzzed players " + number;
        String body = "{\"displayName\":\"p\",\"deviceId\":\"" + device + "\"}";
        Answer answer =
                await().atMost(Duration.ofSeconds(20))
                        .pollDelay(Duration.ZERO)
                        .until(
                                () -> call("POST", "/v1/auth/guest", "", body),
                                each -> !each.text().contains("\"banned\""));
        return require(CREATED, answer);
    }

    private String token(int player) {
        return sessions.get(player).getString("accessToken");
    }

    private Answer admin(String method, String path, String body) {
        return patiently(operators, plain(method, path, FuzzedNode.ADMIN, body));
    }

    private Answer call(String method, String path, String token, String body) {
        return patiently(players, plain(method, path, token, body));
    }

    private Call plain(String method, String path, String token, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<String> headers = new ArrayList<>(List.of("Host: localhost"));
        if (!token.isEmpty()) {
            headers.add("Authorization: Bearer " + token);
        }
        if (bytes.length > 0) {
            headers.add("Content-Type: application/json");
        }
        headers.add("Content-Length: " + bytes.length);
        return new Call(
                playerContract.operations().get(0),
                method,
                path,
                headers,
                Optional.of(bytes),
                Call.Expected.ANYTHING);
    }

    private static JsonObject require(int status, Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError("the ground is not as it should be: " + answer);
        }
        return new JsonObject(answer.text());
    }

    private static Optional<JsonObject> object(Answer answer) {
        boolean isObject =
                answer.type().equals("application/json") && answer.text().startsWith("{");
        return isObject ? Optional.of(new JsonObject(answer.text())) : Optional.empty();
    }

    @Override
    public void close() {
        players.close();
        operators.close();
        node.close();
    }
}
