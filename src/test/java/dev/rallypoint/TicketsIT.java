package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.client.LobbyEvents;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.contract.Api;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketTape;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.Targets;
import dev.rallypoint.support.TicketCrowd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets as players see them: over HTTP, with one node of the jar. */
class TicketsIT {
    private static final int OPERATIONS_PER_SECOND = 2_000;
    private static final int CALLERS = 32;
    private static final Duration MEASURED =
            Targets.atLength(Duration.ofSeconds(20), Duration.ofSeconds(3));
    private static final Duration WARM_UP =
            Targets.atLength(Duration.ofSeconds(40), Duration.ofSeconds(1));

    private static final Pattern ESTIMATES =
            Pattern.compile("rallypoint_match_estimates_total\\{[^}]*} ([0-9.]+)");

    @TempDir static Path directory;

    private static NodeProcess node;
    private static LiveApi api;

    @BeforeAll
    static void start() throws Exception {
        node =
                NodeProcess.start(
                        directory,
                        "--set",
                        "security.exemptRanges=[127.0.0.0/8]",
                        "--set",
                        "log.directory=" + directory.resolve("logs"),
                        "--set",
                        "log.tickets=true",
                        "--set",
                        "matchmaking.intervalMs=200",
                        "--set",
                        "tickets.silenceSeconds=5",
                        "--set",
                        "matchmaking.maxPlayers=2",
                        "--set",
                        "matchmaking.startWith=[0=2]");
        api = new LiveApi(node);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static RallypointClient player(String name) {
        RallypointClient client = new RallypointClient(URI.create(node.apiUrl()));
        client.loginAsGuest(name).join();
        return client;
    }

    private static final List<Api.RegionRtt> NEAR = List.of(new Api.RegionRtt("local", 15));

    /** Notes what a stream says. */
    private static final class Heard implements LobbyEvents.Listener {
        private final Queue<String> events = new ConcurrentLinkedQueue<>();

        @Override
        public void onEvent(LobbyEvents.LobbyEvent event) {
            events.add(event.id() + " " + event.type());
        }
    }

    @Test
    void aTicketIsFollowedToItsLobby() {
        RallypointClient ada = player("Ada");
        Api.Ticket ticket = ada.tickets().create("duel", NEAR).join();
        assertThat(ticket.explanation().orElseThrow().text()).isNotBlank();
        assertThat(ticket.explanation().orElseThrow().neededPlayers()).isEqualTo(1);
        Heard heard = new Heard();
        LobbyEvents events = ada.tickets().events(ticket.ticketId(), heard);
        player("Bo").tickets().create("duel", NEAR).join();
        await().until(() -> heard.events.size() == 3);
        events.close();
        assertThat(heard.events).containsExactly("1 created", "2 searching", "3 matched");
        Api.Ticket matched = ada.tickets().ticket(ticket.ticketId()).join();
        Api.Lobby lobby = ada.lobby(matched.lobbyId().orElseThrow()).join();
        assertThat(lobby.members()).hasSize(2);
        assertThat(lobby.state()).isEqualTo("racing");
        assertThat(ada.openConnection(lobby.lobbyId()).join().connectToken()).isNotBlank();
        Api.MyTicket mine = ada.tickets().mine().join();
        assertThat(mine.ticket()).isEmpty();
        assertThat(mine.lastMatch().orElseThrow().lobbyId()).isEqualTo(lobby.lobbyId());
    }

    @Test
    void aStrangerJoinsAPrivateRaceByItsCodeAndIsInvitedUnlessHeBlocksTheInviter() {
        RallypointClient eve = player("Eve");
        RallypointClient fay = player("Fay");
        Api.Ticket ticket = eve.tickets().create("friends", NEAR).join();
        fay.tickets().create("friends", NEAR).join();
        String lobbyId =
                await().until(
                                () -> eve.tickets().ticket(ticket.ticketId()).join().lobbyId(),
                                Optional::isPresent)
                        .orElseThrow();
        fay.leaveLobby(lobbyId).join();

        JsonNode gil = api.guest("Gil");
        String token = gil.get("accessToken").asText();
        String gilId = gil.get("playerId").asText();
        String code = eve.lobby(lobbyId).join().joinCode();
        JsonNode found = api.call("GET", "/v1/lobbies/code/" + code, token, "").body();
        assertThat(found.path("visibility").asText()).isEqualTo("private");
        String seat = "/v1/lobbies/" + found.path("lobbyId").asText() + "/members";
        assertThat(api.call("POST", seat, token, "{}").status()).isEqualTo(200);

        Api.Ticket together = eve.tickets().create(withParty(gilId)).join();
        JsonNode invitation = api.call("GET", "/v1/me/ticket", token, "").body();
        assertThat(invitation.path("invitations").findValuesAsText("ticketId"))
                .containsExactly(together.ticketId());
        eve.tickets().cancel(together.ticketId()).join();
        String block = "/v1/me/blocks/" + eve.session().orElseThrow().playerId();
        assertThat(api.call("PUT", block, token, "").status()).isEqualTo(204);
        Api.Ticket unheard = eve.tickets().create(withParty(gilId)).join();
        assertThat(unheard.state()).isEqualTo("pending");
        assertThat(
                        api.call("GET", "/v1/me/ticket", token, "")
                                .body()
                                .path("invitations")
                                .findValuesAsText("ticketId"))
                .isEmpty();
    }

    private static Api.TicketRequest withParty(String playerId) {
        return new Api.TicketRequest("friends", NEAR, List.of(playerId), Map.of());
    }

    @Test
    void whoClosesTheGameIsMatchedNoMoreAndWhoFollowsHisTicketIs() {
        RallypointClient hal = player("Hal");
        RallypointClient ida = player("Ida");
        Api.Ticket left = ida.tickets().create("closed", NEAR).join();
        Api.Ticket followed = hal.tickets().create("open", NEAR).join();
        Heard heard = new Heard();
        LobbyEvents events = hal.tickets().events(followed.ticketId(), heard);
        await().pollDelay(Duration.ofSeconds(8))
                .until(
                        () -> ida.tickets().ticket(left.ticketId()).join(),
                        ticket -> ticket.reason().equals(Optional.of("silent")));
        assertThat(heard.events).containsExactly("1 created", "2 searching");
        events.close();
        Api.Ticket waiting = hal.tickets().ticket(followed.ticketId()).join();
        assertThat(waiting.state()).isEqualTo("searching");
    }

    @Test
    void aStreamResumesAfterTheEventThatItsReaderSaw() throws Exception {
        String token = api.token("Cy");
        String ticketId =
                api.call("POST", "/v1/tickets", token, "{\"gameMode\":\"resume\"}")
                        .body()
                        .get("ticketId")
                        .asText();
        api.call("DELETE", "/v1/tickets/" + ticketId, token, "");
        assertThat(stream(ticketId, token, "1"))
                .doesNotContain("event: created")
                .contains("id: 2\nevent: searching")
                .contains("id: 3\nevent: cancelled");
        assertThat(stream(ticketId, token, "3")).contains("409").contains("ticket_ended");
        assertThat(stream(ticketId, api.token("Stranger"), "0")).contains("ticket_not_found");
    }

    private static String stream(String ticketId, String token, String lastEventId)
            throws Exception {
        return api.raw(
                        "GET /v1/tickets/"
                                + ticketId
                                + "/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                + "Authorization: Bearer "
                                + token
                                + "\r\nLast-Event-ID: "
                                + lastEventId
                                + "\r\n\r\n")
                .replace("\r\n", "\n");
    }

    @Test
    void refusesInTheWordsOfTheContract() {
        JsonNode guest = api.guest("Di");
        String token = guest.get("accessToken").asText();
        String wish = "{\"gameMode\":\"codes\"}";
        JsonNode ticket = api.call("POST", "/v1/tickets", token, wish).body();
        assertThat(ticket.path("members").get(0).path("playerId")).isEqualTo(guest.get("playerId"));
        api.call("POST", "/v1/tickets", token, wish).assertProblem(409, "already_in_ticket");
        String path = "/v1/tickets/" + ticket.get("ticketId").asText();
        api.call("GET", path, api.token("Ed"), "").assertProblem(404, "ticket_not_found");
        api.call("GET", "/v1/tickets/none", token, "").assertProblem(404, "ticket_not_found");
        assertThat(api.call("DELETE", path, token, "").status()).isEqualTo(200);
        assertThat(api.call("DELETE", path, token, "").status()).as("once more").isEqualTo(200);
        api.call("POST", path + "/confirm", token, "{}").assertProblem(409, "ticket_ended");
        String unknown = "{\"gameMode\":\"codes\",\"regions\":[{\"id\":\"moon\",\"rttMs\":1}]}";
        api.call("POST", "/v1/tickets", token, unknown).assertProblem(404, "region_not_found");
        String crowd = "{\"gameMode\":\"codes\",\"party\":[\"p0000000000001\",\"p0000000000002\"]}";
        api.call("POST", "/v1/tickets", token, crowd).assertProblem(400, "invalid_body");
        api.call("POST", "/v1/lobbies/quick-join", token, "{\"gameMode\":\"nobody\"}")
                .assertProblem(404, "no_fitting_lobby");
    }

    /** For the simulation; who they are nobody can tell from it. */
    @Test
    void whatWaitsIsRecordedWithoutNames() {
        JsonNode leader = api.guest("Leader");
        JsonNode friend = api.guest("Friend");
        String leaderId = leader.get("playerId").asText();
        String friendId = friend.get("playerId").asText();
        String ticketId =
                api.call(
                                "POST",
                                "/v1/tickets",
                                leader.get("accessToken").asText(),
                                "{\"gameMode\":\"taped\",\"party\":[\""
                                        + friendId
                                        + "\"],\"regions\":[{\"id\":\"local\",\"rttMs\":21}]}")
                        .body()
                        .get("ticketId")
                        .asText();
        assertThat(taped()).as("it waits for the friend").isEmpty();
        String path = "/v1/tickets/" + ticketId;
        String confirmed = "{\"regions\":[{\"id\":\"local\",\"rttMs\":34}]}";
        String friendToken = friend.get("accessToken").asText();
        api.call("POST", path + "/confirm", friendToken, confirmed);
        api.call("POST", path + "/confirm", friendToken, confirmed);
        await().until(() -> taped().size() == 1);
        api.call("DELETE", path, friendToken, "");
        String line = taped().get(0);
        assertThat(line).doesNotContain(ticketId, leaderId, friendId, "Leader");
        Ticket ticket = TicketTape.read(List.of(line)).get(0);
        assertThat(ticket.members())
                .extracting(member -> member.roundTripMs().get("local"))
                .as("rounded")
                .containsExactly(20, 35);
    }

    private static List<String> taped() {
        try (Stream<String> lines =
                Files.lines(directory.resolve("logs").resolve("tickets.jsonl"))) {
            return lines.filter(line -> line.contains("\"taped\"")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whetherEstimatesAreKeptIsAFigureOfTheNode() throws Exception {
        TicketCrowd crowd = new TicketCrowd(List.of(URI.create(node.apiUrl())), 24);
        for (int round = 0; round < 2; round++) {
            crowd.ask("estimates", 15);
            await().until(
                            () ->
                                    crowd.look(List.of(0)).values().stream()
                                            .allMatch(
                                                    t ->
                                                            t.path("state")
                                                                    .asText()
                                                                    .equals("matched")));
        }
        String text =
                new LiveApi(URI.create(node.operatorUrl()), RallypointClient.newHttpClient())
                        .raw(
                                "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        double counted =
                ESTIMATES
                        .matcher(text)
                        .results()
                        .mapToDouble(found -> Double.parseDouble(found.group(1)))
                        .sum();
        assertThat(counted).as("told in the second round, from the first").isBetween(1.0, 24.0);
        assertThat(text).contains("rallypoint_match_wait_seconds_bucket{le=\"120.0\"");
    }

    /** Said of a node that has just started, too: its compiler takes the first minute. */
    @Test
    void twoThousandOperationsASecond() {
        TicketCrowd crowd = new TicketCrowd(List.of(URI.create(node.apiUrl())), 200);
        churn(crowd, "just started", MEASURED.dividedBy(2));
        churn(crowd, "warming up", WARM_UP);
        double perSecond = churn(crowd, "warm", MEASURED);
        assertThat(crowd.failures()).isEmpty();
        // Elsewhere a tenth: a busy machine decides no test.
        assertThat(perSecond)
                .isGreaterThan(
                        Boolean.getBoolean("targets")
                                ? OPERATIONS_PER_SECOND
                                : OPERATIONS_PER_SECOND / 10.0);
    }

    /** Answers the operations of a second. */
    private static double churn(TicketCrowd crowd, String node, Duration time) {
        crowd.forget();
        long beganNanos = System.nanoTime();
        crowd.churn(CALLERS, time.toMillis());
        double seconds = (System.nanoTime() - beganNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        double perSecond = crowd.calls() / seconds;
        System.out.printf(
                "tickets over HTTP, node %s: %,.0f operations/s, p50 %.2f ms, p99 %.2f ms (%s)%n",
                node, perSecond, crowd.milliseconds(50), crowd.milliseconds(99), crowd);
        return perSecond;
    }
}
