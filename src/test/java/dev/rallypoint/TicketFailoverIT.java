package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.Targets;
import dev.rallypoint.support.TicketCrowd;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that matches a pool is killed while it does. */
class TicketFailoverIT {
    private static final String OPERATOR = "operator-token-of-this-test";
    private static final int NODES = 3;

    /** Time in which all tickets are taken; nobody is matched before. */
    private static final Duration GATHERING =
            Targets.atLength(Duration.ofSeconds(75), Duration.ofSeconds(7));

    private static final int TICKETS = Boolean.getBoolean("targets") ? 10_000 : 400;
    private static final long MATCHING_AGAIN_MS = 3_000;
    private static final int LOOKED_AT = 400;
    private static final Pattern MATCHED = Pattern.compile("\"atMs\":(\\d+),\"type\":\"matched\"");

    @TempDir Path directory;

    @Test
    void noTicketIsLostOrMatchedTwice() throws Exception {
        try (ClusterProcesses cluster =
                ClusterProcesses.onLoopback(directory, "tickets", NODES)
                        .with("ops.token=" + OPERATOR)
                        .with("matchmaking.intervalMs=250")
                        .with("tickets.silenceSeconds=0")
                        .with("matchmaking.longestWaitSeconds=600")
                        .with("matchmaking.maxPlayers=2")
                        .with("matchmaking.startWith=[0=2]")
                        .with("matchmaking.latencyWindow=[0=10," + GATHERING.toSeconds() + "=150]")
                        .startFirst(NODES)) {
            cluster.awaitWhole();
            TicketCrowd crowd = new TicketCrowd(cluster.urls(), TICKETS);
            crowd.ask("rally", 50);

            int owner = ownerOf(cluster);
            awaitFirstMatch(cluster, owner);
            long killedAtMs = System.currentTimeMillis();
            cluster.kill(owner);
            List<Integer> alive = cluster.alive();
            Map<Integer, JsonNode> ends = awaitEnds(crowd, alive);

            checkHistory(crowd, ends);
            checkSeats(cluster, alive.get(0), crowd, ends);
            checkPause(cluster.url(alive.get(0)), crowd, ends, killedAtMs);
        }
    }

    private static JsonNode pool(ClusterProcesses cluster, int node) {
        JsonNode pools =
                new LiveApi(cluster.operatorUrl(node), RallypointClient.newHttpClient())
                        .call("GET", "/admin/v1/pools", OPERATOR, "")
                        .body()
                        .path("pools");
        assertThat(pools).hasSize(1);
        return pools.get(0);
    }

    private static void awaitFirstMatch(ClusterProcesses cluster, int node) {
        await().atMost(GATHERING.plusSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> pool(cluster, node).path("recent").path("matches").asInt() > 0);
    }

    /** The number of the node that matches the pool. */
    private static int ownerOf(ClusterProcesses cluster) {
        String ownerId = pool(cluster, 0).path("owner").asText();
        return IntStream.range(0, NODES)
                .filter(node -> cluster.nodeId(node).equals(ownerId))
                .findFirst()
                .orElseThrow();
    }

    /** All are matched but, at most, one that found nobody left. */
    private static Map<Integer, JsonNode> awaitEnds(TicketCrowd crowd, List<Integer> alive) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> crowd.look(alive),
                        seen ->
                                seen.size() == TICKETS
                                        && seen.values().stream()
                                                        .filter(TicketFailoverIT::isMatched)
                                                        .count()
                                                >= TICKETS - 1);
        // One look takes a while: of the last two one may have been seen before their match.
        return crowd.look(alive);
    }

    private static boolean isMatched(JsonNode ticket) {
        return ticket.path("state").asText().equals("matched");
    }

    /** Each ticket has one match, and each match has the players of its tickets. */
    private static void checkHistory(TicketCrowd crowd, Map<Integer, JsonNode> ends) {
        Map<String, Set<String>> playersOf = new HashMap<>();
        for (TicketCrowd.Player player : crowd.players()) {
            JsonNode ticket = ends.get(player.number());
            assertThat(ticket.path("state").asText()).isIn("matched", "searching");
            if (isMatched(ticket)) {
                playersOf
                        .computeIfAbsent(
                                ticket.path("match").path("matchId").asText(),
                                id -> new HashSet<>())
                        .add(player.playerId());
            }
        }
        for (JsonNode ticket : ends.values()) {
            Set<String> named = new HashSet<>();
            ticket.path("match").path("teams").forEach(t -> t.forEach(p -> named.add(p.asText())));
            if (isMatched(ticket)) {
                assertThat(named)
                        .isEqualTo(playersOf.get(ticket.path("match").path("matchId").asText()));
            }
        }
    }

    /** By the tickets' own events, of which each has one {@code matched}. */
    private static void checkPause(
            URI url, TicketCrowd crowd, Map<Integer, JsonNode> ends, long killedAtMs)
            throws IOException {
        LiveApi api = new LiveApi(url, RallypointClient.newHttpClient());
        List<Long> matchedAtMs = new ArrayList<>();
        int every = Math.max(1, TICKETS / LOOKED_AT);
        for (int number = 0; number < TICKETS; number += every) {
            TicketCrowd.Player player = crowd.players().get(number);
            if (isMatched(ends.get(number))) {
                String stream = stream(api, crowd.ticketOf(player), player.token());
                List<Long> times =
                        MATCHED.matcher(stream)
                                .results()
                                .map(m -> Long.valueOf(m.group(1)))
                                .toList();
                assertThat(times).as(stream).hasSize(1);
                matchedAtMs.addAll(times);
            }
        }
        long before = matchedAtMs.stream().filter(at -> at <= killedAtMs).count();
        OptionalLong next =
                matchedAtMs.stream().filter(at -> at > killedAtMs).mapToLong(at -> at).min();
        System.out.printf(
                "matching owner killed: %,d tickets waiting, %d %% matched before; matching again"
                        + " after %d ms%n",
                TICKETS, 100 * before / matchedAtMs.size(), next.orElse(killedAtMs) - killedAtMs);
        assertThat(next).as("some were matched after it").isPresent();
        Targets.assertBelow(
                "pause of matching in ms", next.getAsLong() - killedAtMs, MATCHING_AGAIN_MS);
    }

    private static String stream(LiveApi api, String ticketId, String token) throws IOException {
        return api.raw(
                "GET /v1/tickets/"
                        + ticketId
                        + "/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Authorization: Bearer "
                        + token
                        + "\r\n\r\n");
    }

    /** Everybody sits in the lobby that his ticket names, and in no other. */
    private static void checkSeats(
            ClusterProcesses cluster, int node, TicketCrowd crowd, Map<Integer, JsonNode> ends) {
        Map<String, List<String>> lobbiesOf = new HashMap<>();
        LiveApi operator = new LiveApi(cluster.operatorUrl(node), RallypointClient.newHttpClient());
        String cursor = "";
        do {
            JsonNode page =
                    operator.call("GET", "/admin/v1/lobbies?limit=100" + cursor, OPERATOR, "")
                            .body();
            for (JsonNode row : page.path("lobbies")) {
                JsonNode lobby = row.path("lobby");
                for (JsonNode member : lobby.path("members")) {
                    lobbiesOf
                            .computeIfAbsent(
                                    member.path("playerId").asText(), id -> new ArrayList<>())
                            .add(lobby.path("lobbyId").asText());
                }
            }
            cursor =
                    page.path("nextCursor").isTextual()
                            ? "&cursor="
                                    + URLEncoder.encode(
                                            page.path("nextCursor").asText(),
                                            StandardCharsets.UTF_8)
                            : "";
        } while (!cursor.isEmpty());
        for (TicketCrowd.Player player : crowd.players()) {
            JsonNode ticket = ends.get(player.number());
            List<String> expected =
                    isMatched(ticket) ? List.of(ticket.path("lobbyId").asText()) : List.of();
            assertThat(lobbiesOf.getOrDefault(player.playerId(), List.of()))
                    .as("lobbies of the player with %s", ticket)
                    .isEqualTo(expected);
        }
    }
}
