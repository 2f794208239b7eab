package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rallypoint.client.FakeApi.Answer;
import dev.rallypoint.contract.Api;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RallypointClientIT {
    private static final String SESSION =
            "{\"playerId\":\"p1\",\"accessToken\":\"secret\",\"expiresAt\":\"2026-01-01T00:00:00Z\"}";
    private static final String LOBBY =
            "{\"lobbyId\":\"l1\",\"joinCode\":\"ABCDEF\",\"name\":\"Näme\",\"gameMode\":\"race\","
                    + "\"track\":null,\"capacity\":8,\"visibility\":\"public\",\"hasPassword\":false,"
                    + "\"region\":\"local\",\"forwarding\":\"framed\",\"state\":\"open\",\"owner\":\"p1\","
                    + "\"members\":[{\"playerId\":\"p1\",\"displayName\":\"Ada\",\"slot\":0,"
                    + "\"ready\":true,\"connected\":false}],\"version\":3,\"later\":{\"a\":[1]}}";

    private static RallypointException refusal(CompletableFuture<?> call) {
        return (RallypointException) catchThrowable(call::join).getCause();
    }

    @Test
    void carriesTheAccessTokenAfterTheLogin() throws IOException {
        try (FakeApi api =
                new FakeApi(
                        request ->
                                request.target().equals("/v1/auth/guest")
                                        ? Answer.json(201, SESSION)
                                        : Answer.json(200, LOBBY))) {
            RallypointClient client = new RallypointClient(api.url());

            assertThat(client.session()).isEmpty();
            client.loginAsGuest("Ada \"A\"").join();
            Api.Lobby lobby = client.lobby("l1").join();

            assertThat(client.session().orElseThrow().playerId()).isEqualTo("p1");
            assertThat(lobby.name()).isEqualTo("Näme");
            assertThat(lobby.track()).isEmpty();
            assertThat(lobby.members().get(0).ready()).isTrue();
            assertThat(api.seen.get(0).body()).isEqualTo("{\"displayName\":\"Ada \\\"A\\\"\"}");
            assertThat(api.seen.get(0).header("Authorization")).isEmpty();
            assertThat(api.seen.get(1).header("Authorization")).isEqualTo("Bearer secret");
        }
    }

    @Test
    void sendsEveryCallToItsAddress() throws IOException {
        try (FakeApi api =
                new FakeApi(
                        request ->
                                request.method().equals("DELETE")
                                        ? Answer.json(204, "")
                                        : Answer.json(200, LOBBY))) {
            RallypointClient client = new RallypointClient(api.url());
            client.joinLobby("l1", Optional.of("pw")).join();
            client.lobbyByCode("AB/CD").join();
            client.setReady("l1", true).join();
            client.startLobby("l1").join();
            client.say("l1", "hi").join();
            client.leaveLobby("l1").join();
            client.kick("l1", "p2").join();

            assertThat(api.seen)
                    .extracting(seen -> seen.method() + " " + seen.target() + " " + seen.body())
                    .containsExactly(
                            "POST /v1/lobbies/l1/members {\"password\":\"pw\"}",
                            "GET /v1/lobbies/code/AB%2FCD ",
                            "PUT /v1/lobbies/l1/members/me/ready {\"ready\":true}",
                            "POST /v1/lobbies/l1/start {}",
                            "POST /v1/lobbies/l1/messages {\"text\":\"hi\"}",
                            "DELETE /v1/lobbies/l1/members/me ",
                            "DELETE /v1/lobbies/l1/members/p2 ");
        }
    }

    @Test
    void tellsMeasuredRoundTripsOnlyWhereThereAreSome() throws IOException {
        try (FakeApi api = new FakeApi(request -> Answer.json(200, LOBBY))) {
            RallypointClient client = new RallypointClient(api.url());
            List<Api.RegionRtt> measured =
                    List.of(new Api.RegionRtt("eu-west", 20.5), new Api.RegionRtt("asia", 180));
            Api.CreateLobby settings =
                    new Api.CreateLobby(
                            "n",
                            "race",
                            Optional.empty(),
                            8,
                            "public",
                            Optional.empty(),
                            Optional.empty(),
                            "framed");
            client.createLobby(settings).join();
            client.createLobby(settings, measured).join();
            client.joinLobby("l1").join();
            client.joinLobby("l1", measured).join();
            client.joinLobby("l1", Optional.of("pw"), measured.subList(0, 1)).join();

            String told =
                    "\"regions\":[{\"id\":\"eu-west\",\"rttMs\":20.5},"
                            + "{\"id\":\"asia\",\"rttMs\":180.0}]";
            String body =
                    "{\"name\":\"n\",\"gameMode\":\"race\",\"capacity\":8,"
                            + "\"visibility\":\"public\",\"forwarding\":\"framed\"";
            assertThat(api.seen)
                    .extracting(FakeApi.Seen::body)
                    .containsExactly(
                            body + "}",
                            body + "," + told + "}",
                            "{}",
                            "{" + told + "}",
                            "{\"password\":\"pw\",\"regions\":"
                                    + "[{\"id\":\"eu-west\",\"rttMs\":20.5}]}");
        }
    }

    @Test
    void asksTheServerBrowserWithFilters() throws IOException {
        String page = "{\"lobbies\":[" + LOBBY + "],\"nextCursor\":\"c 2\"}";
        try (FakeApi api = new FakeApi(request -> Answer.json(200, page))) {
            RallypointClient client = new RallypointClient(api.url());
            LobbyFilter filter =
                    new LobbyFilter(
                            Optional.of("eu-west"), Optional.empty(), true, 10, Optional.empty());

            Api.LobbyPage first = client.lobbies(filter).join();
            client.lobbies(filter.after(first.nextCursor().orElseThrow())).join();

            assertThat(api.seen.get(0).target())
                    .isEqualTo("/v1/lobbies?region=eu-west&hasRoom=true&limit=10");
            assertThat(api.seen.get(1).target()).endsWith("&cursor=c%202");
        }
    }

    @Test
    void failsWithTheProblemsCodeLimitAndTimeToRetry() throws IOException {
        Answer limited =
                Answer.problem(
                        429,
                        "{\"type\":\"about:blank\",\"title\":\"Too many\",\"status\":429,"
                                + "\"code\":\"rate_limited\",\"limit\":\"20 lobbies a minute\"}",
                        Map.of("Retry-After", "7"));
        try (FakeApi api = new FakeApi(request -> limited)) {
            RallypointException refusal = refusal(new RallypointClient(api.url()).me());

            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.code()).isEqualTo("rate_limited");
            assertThat(refusal.limit()).hasValue("20 lobbies a minute");
            assertThat(refusal.retryAfter()).hasValue(Duration.ofSeconds(7));
        }
    }

    @Test
    void saysSoWhenAnAnswerIsNotTheContracts() throws IOException {
        for (String body : List.of("", "<html>", "{}", "[1", "{\"playerId\":1}")) {
            for (int status : new int[] {200, 500}) {
                try (FakeApi api = new FakeApi(request -> Answer.json(status, body))) {
                    RallypointException refusal =
                            refusal(new RallypointClient(api.url()).lobby("l1"));
                    assertThat(refusal.code())
                            .as("%d with %s", status, body)
                            .isEqualTo(RallypointException.UNREADABLE);
                }
            }
        }
    }

    @Test
    void saysSoWhenNobodyAnswers() throws IOException {
        URI nobody = closedPort();

        assertThatThrownBy(() -> new RallypointClient(nobody).regions().join())
                .cause()
                .isInstanceOfSatisfying(
                        RallypointException.class,
                        e -> assertThat(e.code()).isEqualTo(RallypointException.UNREACHABLE));
    }

    @Test
    void goesOnToTheNextServerWhenOneDoesNotAnswer() throws IOException {
        try (FakeApi api = new FakeApi(request -> Answer.json(200, "[]"))) {
            RallypointClient client =
                    new RallypointClient(
                            List.of(closedPort(), api.url()), RallypointClient.newHttpClient());

            assertThat(client.regions().join()).isEmpty();
        }
    }

    private static URI closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
