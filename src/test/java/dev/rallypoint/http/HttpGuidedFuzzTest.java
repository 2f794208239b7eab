package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyEventsReply;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.support.Samples;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;

/** Access tokens, and the places in an event stream that clients name. */
class HttpGuidedFuzzTest {
    private static final JsonNode HEADER =
            JsonNodeFactory.instance
                    .objectNode()
                    .put("alg", "HS256")
                    .put("typ", "JWT")
                    .put("kid", HttpNode.KEYS.keys().get(0).id());
    private static final JsonNode CLAIMS =
            JsonNodeFactory.instance
                    .objectNode()
                    .put("sub", Ids.playerId(7))
                    .put("name", "Ann")
                    .put("sid", "0123456789abcdef0123456789abcdef")
                    .put("rev", 0)
                    .put("iat", 1_800_000_000)
                    .put("exp", 4_000_000_000L)
                    .put("iss", "rallypoint");
    private static final int EVENTS = 12;
    private static final Vertx VERTX = Vertx.vertx();
    private static final VertxAccessTokens TOKENS =
            new VertxAccessTokens(VERTX, () -> HttpNode.KEYS, 3_600, new EpochClock());

    @AfterAll
    static void closeVertx() {
        VERTX.close();
    }

    /** Nothing that we have not signed is a caller. */
    @FuzzTest
    void accessToken(byte[] bytes) {
        assertThat(codeOf(TOKENS.authenticate(new String(bytes, StandardCharsets.UTF_8))))
                .contains(ProblemCode.INVALID_TOKEN);
    }

    /** Signed by us, as by another version of ours: a caller with an id, or refused. */
    @FuzzTest
    void signedToken(FuzzedDataProvider data) throws Exception {
        String header = Samples.edited(HEADER, data);
        String claims =
                data.consumeBoolean()
                        ? Samples.edited(CLAIMS, data)
                        : data.consumeRemainingAsString();
        String signed = base64(header) + "." + base64(claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HttpNode.KEY, "HmacSHA256"));
        byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        Future<Caller> caller =
                TOKENS.authenticate(
                        signed
                                + "."
                                + Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(signature));
        if (caller.succeeded()) {
            assertThat(Ids.clientId(caller.result().playerId())).isPresent();
            assertThat(caller.result().displayName()).isNotNull();
            assertThat(caller.result().loginId()).isNotNull();
        } else {
            assertThat(codeOf(caller).map(ProblemCode::status)).contains(401);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<ProblemCode> codeOf(Future<Caller> caller) {
        assertThat(caller.isComplete()).isTrue();
        return Optional.ofNullable(caller.cause())
                .map(RejectedException.class::cast)
                .map(refused -> refused.rejection().code());
    }

    /** Whatever the reader says he saw, and however events come: each at most once, in order. */
    @FuzzTest
    void eventCursor(FuzzedDataProvider data) {
        EventCursor<LobbyEvent> cursor =
                new EventCursor<>(
                        data.consumeBoolean()
                                ? OptionalLong.of(data.consumeLong(0, (1L << 53) - 1))
                                : OptionalLong.empty(),
                        LobbyEvent::id);
        List<Long> sent = new ArrayList<>();
        long latest = data.consumeLong(0, EVENTS);
        for (int i = 0; i < 3 * EVENTS && data.remainingBytes() > 0; i++) {
            latest = Math.min(EVENTS, latest + data.consumeInt(0, 1));
            if (cursor.isReading() && data.consumeBoolean()) {
                ids(cursor.onRead(kept(cursor.afterEventId(), latest).events(), latest), sent);
            } else if (latest > 0) {
                ids(cursor.onLive(event(data.consumeLong(1, latest))), sent);
            }
        }
        while (cursor.isReading()) {
            ids(cursor.onRead(kept(cursor.afterEventId(), latest).events(), latest), sent);
        }
        assertThat(sent).isSorted().doesNotHaveDuplicates();
        assertThat(sent).allMatch(id -> id <= EVENTS);
    }

    private static void ids(List<LobbyEvent> events, List<Long> to) {
        events.forEach(event -> to.add(event.id()));
    }

    private static LobbyEventsReply kept(long after, long latest) {
        return new LobbyEventsReply(
                LongStream.rangeClosed(Math.min(after, latest) + 1, latest)
                        .mapToObj(HttpGuidedFuzzTest::event)
                        .toList(),
                latest);
    }

    private static LobbyEvent event(long id) {
        return new LobbyEvent(
                "lobby",
                id,
                id,
                id,
                LobbyEvent.MESSAGE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("text"),
                Optional.empty());
    }

    /** A clean name stays as it is, and is never longer than names may be. */
    @FuzzTest
    void displayName(byte[] bytes) {
        String typed = new String(bytes, StandardCharsets.UTF_8);
        try {
            String name = DisplayNames.clean(typed);
            assertThat(name).isNotBlank().hasSizeLessThanOrEqualTo(32);
            assertThat(DisplayNames.clean(name)).isEqualTo(name);
        } catch (RejectedException declared) {
            assertThat(declared.rejection().code()).isEqualTo(ProblemCode.INVALID_BODY);
        }
    }
}
