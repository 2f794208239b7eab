package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.LoginMessage.EndLogin;
import dev.rallypoint.contract.LoginMessage.RenewLogin;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.runtime.KeyRing;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Refresh tokens, revocations, and keys that change while a node runs. */
class HttpLoginIT {
    private static final String EVENTS = "/v1/lobbies/" + FakeRooms.LOBBY_ID + "/events";
    private static final String REFRESH = "{\"refreshToken\":\"rprt_something\"}";
    private static final String OLD = key('a');
    private static final String NEW = key('b');
    private static final SecurityConfig SHORT_LIVED =
            new SecurityConfig(2, 3_600, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, List.of());

    private final AtomicReference<KeyRing> keys = new AtomicReference<>(ring(OLD));
    private Optional<HttpNode> node = Optional.empty();

    private static String key(char letter) {
        return Base64.getEncoder().encodeToString(String.valueOf(letter).repeat(32).getBytes());
    }

    private static KeyRing ring(String text) {
        return KeyRing.parse("keys.accessToken", "test", text);
    }

    private HttpNode start(SecurityConfig security) {
        HttpNode started =
                new HttpNode(HttpNode.HTTP, security, new SavedBans(List.of()), keys::get);
        node = Optional.of(started);
        return started;
    }

    private HttpNode start() {
        return start(HttpNode.UNLIMITED);
    }

    @AfterEach
    void stop() {
        node.ifPresent(HttpNode::close);
    }

    private static String kid(String token) {
        String header = token.substring(0, token.indexOf('.'));
        byte[] json = Base64.getUrlDecoder().decode(header);
        return new JsonObject(new String(json, StandardCharsets.UTF_8)).getString("kid");
    }

    private static int statusOfMe(HttpNode at, String token) {
        return at.send("GET", "/v1/me", token, "").statusCode();
    }

    private static void assertRefused(HttpNode at, String token, String code) {
        HttpResponse<String> answer = at.send("GET", "/v1/me", token, "");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    }

    @Test
    void keysChangeUnderTokensInHand() {
        HttpNode at = start();
        String before = at.token("Ada");
        assertThat(kid(before)).isEqualTo(ring(OLD).keys().get(0).id());

        String soon = Instant.now().plusSeconds(3_600).toString();
        keys.set(ring(OLD + "," + NEW + " " + soon));
        assertThat(kid(at.token("Bo"))).isEqualTo(kid(before));
        assertThat(statusOfMe(at, before)).isEqualTo(200);

        keys.set(ring(OLD + "," + NEW + " " + Instant.now().minusSeconds(1)));
        String after = at.token("Cy");
        assertThat(kid(after)).isEqualTo(ring(NEW).keys().get(0).id());
        assertThat(statusOfMe(at, after)).isEqualTo(200);
        assertThat(statusOfMe(at, before)).as("signed with the key before").isEqualTo(200);

        keys.set(ring(NEW));
        assertThat(statusOfMe(at, after)).isEqualTo(200);
        assertRefused(at, before, "invalid_token");
    }

    @Test
    void aKeyThatIsDueIsUsedWithoutAChangeOfTheFile() {
        keys.set(ring(OLD + "," + NEW + " " + Instant.now().plusMillis(1_500)));
        HttpNode at = start();
        assertThat(kid(at.token("Ada"))).isEqualTo(ring(OLD).keys().get(0).id());
        await().until(() -> kid(at.token("Bo")).equals(ring(NEW).keys().get(0).id()));
    }

    @Test
    void aLoginComesWithARefreshTokenAndIsRenewed() {
        HttpNode at = start();
        JsonObject login = at.login("Ada");
        assertThat(login.getString("refreshToken")).isEqualTo("rprt_fresh");
        assertThat(login.getInteger("expiresInSeconds")).isEqualTo(3_600);
        assertThat(login.getString("refreshExpiresAt")).isEqualTo("1970-01-01T00:00:07Z");

        HttpResponse<String> answer = at.send("POST", "/v1/auth/refresh", "", REFRESH);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject renewed = new JsonObject(answer.body());
        assertThat(renewed.getString("playerId")).isEqualTo(login.getString("playerId"));
        assertThat(statusOfMe(at, renewed.getString("accessToken"))).isEqualTo(200);
        assertThat(at.rooms.lastAsked(RenewLogin.class).refreshToken()).isEqualTo("rprt_something");

        assertThat(at.send("POST", "/v1/auth/logout", "", REFRESH).statusCode()).isEqualTo(204);
        assertThat(at.rooms.lastAsked(EndLogin.class).refreshToken()).isEqualTo("rprt_something");
    }

    @Test
    void aRefreshNeedsNoAccessTokenNotEvenAGoodOne() {
        HttpNode at = start();
        assertThat(at.send("POST", "/v1/auth/refresh", "rubbish", REFRESH).statusCode())
                .isEqualTo(200);
        at.rooms.refusals.add(new RejectedException(ProblemCode.INVALID_REFRESH_TOKEN));
        HttpResponse<String> refused = at.send("POST", "/v1/auth/refresh", "", REFRESH);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(refused.body()).getString("code"))
                .isEqualTo("invalid_refresh_token");
        assertThat(refused.body()).doesNotContain("rprt_something");
    }

    @Test
    void revokedTokensAreRefusedAtOnceAndTheirStreamsEnd() {
        HttpNode at = start();
        JsonObject login = at.login("Ada");
        String token = login.getString("accessToken");
        String player = login.getString("playerId");
        try (EventStreamReader reader =
                new EventStreamReader(at, at.request("GET", EVENTS, token, ""))) {
            await().until(() -> reader.comments() > 0);
            at.rooms.revoke(player, 5);
            assertThat(statusOfMe(at, token)).as("it knows of this one").isEqualTo(200);
            at.rooms.revoke(player, 6);
            await().untilAsserted(() -> assertRefused(at, token, "token_revoked"));
            await().until(reader::hasEnded);
        }
        String other = at.token("Bo");
        at.rooms.revoke(FakeRooms.LOGIN_ID, 1);
        await().untilAsserted(() -> assertRefused(at, other, "token_revoked"));
    }

    @Test
    void anEventStreamGoesOnWhenItsLoginIsRenewed() {
        HttpNode at = start(SHORT_LIVED);
        at.rooms.accessUntilMs = System.currentTimeMillis() + 5_000;
        try (EventStreamReader reader =
                new EventStreamReader(at, at.request("GET", EVENTS, at.token("Ada"), ""))) {
            await().until(() -> reader.comments() > 0);
            long streamEndsMs = System.currentTimeMillis() + 3_000;
            await().until(() -> System.currentTimeMillis() > streamEndsMs);
            assertThat(reader.hasEnded()).as("a second after its first token").isFalse();
            await().until(reader::hasEnded);
        }
    }
}
