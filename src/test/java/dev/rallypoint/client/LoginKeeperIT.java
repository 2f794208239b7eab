package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.FakeApi.Answer;
import dev.rallypoint.client.FakeApi.Seen;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client that stays logged in, against a server whose tokens live for as long as a test wants.
 */
class LoginKeeperIT {
    private static final String DEVICE = "0123456789abcdef0123456789abcdef";
    private static final String REGIONS = "/v1/regions";

    /** Numbers of the sessions whose access token is good; a new session takes the last one's. */
    private final Set<String> good = ConcurrentHashMap.newKeySet();

    private final AtomicInteger sessions = new AtomicInteger();
    private final List<String> refreshed = new CopyOnWriteArrayList<>();
    private volatile int lifeSeconds = 1_000;
    private volatile Optional<Answer> refusal = Optional.empty();
    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi(this::answer);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Answer answer(Seen request) {
        return switch (request.target()) {
            case "/v1/auth/guest" -> Answer.json(201, newSession());
            case "/v1/auth/refresh" -> refresh(request);
            case "/v1/auth/logout" -> Answer.json(204, "");
            default -> answerIfGood(request);
        };
    }

    private Answer refresh(Seen request) {
        refreshed.add(request.body());
        return refusal.orElseGet(() -> Answer.json(200, newSession()));
    }

    private String newSession() {
        String access = "access-" + sessions.incrementAndGet();
        good.clear();
        good.add("Bearer " + access);
        return String.format(
                "{\"playerId\":\"p1\",\"accessToken\":\"%s\",\"expiresAt\":\"\","
                        + "\"expiresInSeconds\":%d,\"refreshToken\":\"refresh-%d\"}",
                access, lifeSeconds, sessions.get());
    }

    private Answer answerIfGood(Seen request) {
        if (!good.contains(request.header("Authorization"))) {
            return problem(401, "token_expired");
        }
        return request.target().equals(REGIONS)
                ? Answer.json(200, "[]")
                : Answer.events("retry: 20\n\nid: 1\nevent: message\ndata: {}\n\n");
    }

    private static Answer problem(int status, String code) {
        return Answer.problem(status, "{\"code\":\"" + code + "\"}", Map.of());
    }

    private RallypointClient loggedIn() {
        RallypointClient client = new RallypointClient(api.url());
        client.loginAsGuest("Ada").join();
        return client;
    }

    private static String token(RallypointClient client) {
        return client.session().orElseThrow().accessToken();
    }

    private static RallypointException refusalOf(RallypointClient client) {
        return (RallypointException) catchThrowable(() -> client.regions().join()).getCause();
    }

    @Test
    void renewsBeforeTheTokenExpires() {
        lifeSeconds = 2;
        RallypointClient client = loggedIn();
        await().until(() -> sessions.get() >= 3);
        assertThat(refreshed.subList(0, 2))
                .containsExactly(
                        "{\"refreshToken\":\"refresh-1\"}", "{\"refreshToken\":\"refresh-2\"}");
        client.regions().join();
        assertThat(api.seen).noneMatch(seen -> seen.header("Authorization").equals("Bearer x"));
    }

    @Test
    void aCallThatIsRefusedForItsTokenIsMadeAgainWithAnother() {
        RallypointClient client = loggedIn();
        good.clear();
        assertThat(client.regions().join()).isEmpty();
        assertThat(token(client)).isEqualTo("access-2");
    }

    @Test
    void manyCallsAtOnceRenewOnce() {
        RallypointClient client = loggedIn();
        good.clear();
        IntStream.range(0, 8)
                .mapToObj(call -> client.regions())
                .toList()
                .forEach(call -> assertThat(call.join()).isEmpty());
        assertThat(refreshed).hasSize(1);
    }

    @Test
    void aLoginThatIsOverIsMadeAgainByWhoHasADevice() {
        RallypointClient client = new RallypointClient(api.url());
        client.loginAsGuest("Ada", DEVICE).join();
        good.clear();
        refusal = Optional.of(problem(401, "invalid_refresh_token"));
        assertThat(client.regions().join()).isEmpty();
        assertThat(token(client)).isEqualTo("access-2");
        assertThat(api.seen)
                .filteredOn(seen -> seen.target().equals("/v1/auth/guest"))
                .hasSize(2)
                .allMatch(seen -> seen.body().contains(DEVICE));
    }

    @Test
    void whoHasNoDeviceHearsThatTheLoginIsOver() {
        RallypointClient client = loggedIn();
        good.clear();
        refusal = Optional.of(problem(401, "invalid_refresh_token"));
        assertThat(refusalOf(client).code()).isEqualTo("token_expired");
        assertThat(sessions).hasValue(1);
    }

    @Test
    void aServerThatCannotRenewNowIsAskedAgain() {
        RallypointClient client = loggedIn();
        good.clear();
        refusal = Optional.of(problem(503, "store_unavailable"));
        assertThat(refusalOf(client).code()).isEqualTo("token_expired");
        refusal = Optional.empty();
        assertThat(client.regions().join()).isEmpty();
    }

    @Test
    void anOldServerWithoutRefreshTokensIsLoggedInToAgain() throws IOException {
        String old = "{\"playerId\":\"p1\",\"accessToken\":\"old\",\"expiresAt\":\"\"}";
        AtomicInteger refused = new AtomicInteger();
        try (FakeApi server =
                new FakeApi(
                        request ->
                                request.method().equals("POST")
                                        ? Answer.json(201, old.replace("old", "old" + refused))
                                        : refused.getAndIncrement() == 0
                                                ? problem(401, "token_expired")
                                                : Answer.json(200, "[]"))) {
            RallypointClient client = new RallypointClient(server.url());
            client.loginAsGuest("Ada", DEVICE).join();
            assertThat(client.regions().join()).isEmpty();
            assertThat(token(client)).isEqualTo("old1");
        }
    }

    @Test
    void anEventStreamGoesOnWithTheNextToken() {
        List<String> events = new CopyOnWriteArrayList<>();
        List<RallypointException> refusals = new CopyOnWriteArrayList<>();
        RallypointClient client = loggedIn();
        LobbyEvents.Listener listener =
                new LobbyEvents.Listener() {
                    @Override
                    public void onEvent(LobbyEvents.LobbyEvent event) {
                        events.add(event.type());
                    }

                    @Override
                    public void onRefused(RallypointException reason) {
                        refusals.add(reason);
                    }
                };
        LobbyEvents stream = client.events("l1", listener);
        await().until(() -> !events.isEmpty());
        good.clear();
        await().until(() -> sessions.get() == 2);
        events.clear();
        await().until(() -> !events.isEmpty());
        stream.close();
        assertThat(refusals).isEmpty();
    }

    @Test
    void aLoginOfAnEarlierRunIsTakenUp() {
        RallypointClient client = new RallypointClient(api.url());
        client.resume("kept").join();
        assertThat(refreshed).containsExactly("{\"refreshToken\":\"kept\"}");
        assertThat(client.regions().join()).isEmpty();
    }

    @Test
    void whoLogsOutIsNotLoggedInAgain() {
        RallypointClient client = loggedIn();
        client.logout().join();
        assertThat(client.session()).isEmpty();
        assertThat(api.seen.get(api.seen.size() - 1).body())
                .isEqualTo("{\"refreshToken\":\"refresh-1\"}");
        assertThat(refusalOf(client).status()).isEqualTo(401);
        assertThat(refreshed).isEmpty();
        client.logout().join();
    }
}
