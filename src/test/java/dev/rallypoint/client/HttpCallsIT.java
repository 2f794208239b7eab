package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.FakeApi.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to servers of which one is dead, silent, or not able to serve now. */
class HttpCallsIT {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** Where a busy machine must not look like a silent server. */
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(20);

    /** Well below the 15 s that a call may take, and above all delays of a busy machine. */
    private static final long SOON_SECONDS = 8;

    private static final Function<Json, Integer> NUMBER = json -> json.get("n").intValue();

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<FakeApi> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        end.countDown();
        servers.forEach(FakeApi::close);
    }

    private FakeApi server(FakeApi.Handler handler) throws IOException {
        FakeApi server = new FakeApi(handler);
        servers.add(server);
        return server;
    }

    private FakeApi answering(int number) throws IOException {
        return server(request -> Answer.json(200, "{\"n\":" + number + "}"));
    }

    private static Answer problem(String code) {
        return Answer.problem(503, "{\"code\":\"" + code + "\"}", Map.of());
    }

    private FakeApi refusing(String code) throws IOException {
        return server(request -> problem(code));
    }

    /** Takes calls and says nothing, as a node behind a cut cable. */
    private FakeApi silent() throws IOException {
        return server(
                request -> {
                    awaitEnd();
                    return Answer.json(200, "{\"n\":0}");
                });
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static URI closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private static HttpCalls calls(URI... servers) {
        return new HttpCalls(List.of(servers), RallypointClient.newHttpClient(), PATIENCE);
    }

    private static HttpCalls patientCalls(URI... servers) {
        return new HttpCalls(List.of(servers), RallypointClient.newHttpClient(), LONG_PATIENCE);
    }

    private static CompletableFuture<Integer> create(HttpCalls calls) {
        return calls.once("POST", "v1/lobbies", Json.object(), NUMBER);
    }

    private static <T> T soon(CompletableFuture<T> call) throws Exception {
        return call.get(SOON_SECONDS, TimeUnit.SECONDS);
    }

    private static void assertFails(CompletableFuture<?> call, String code) {
        assertThatThrownBy(() -> soon(call))
                .cause()
                .isInstanceOfSatisfying(
                        RallypointException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aSilentServerCostsItsPatienceOnlyAndIsNotAskedAgain() throws Exception {
        FakeApi dead = silent();
        FakeApi alive = answering(1);
        HttpCalls calls = calls(dead.url(), alive.url());

        assertThat(soon(calls.get("v1/regions", NUMBER))).isEqualTo(1);
        assertThat(soon(calls.ensure("POST", "v1/x", Json.object(), NUMBER))).isEqualTo(1);
        // This one has a single try, so it goes to the right server at once.
        assertThat(soon(create(calls))).isEqualTo(1);
        assertThat(alive.seen).hasSize(3);
    }

    @Test
    void anAnswerWithoutEndIsNotKept() throws Exception {
        String endless = "\"" + "x".repeat(HttpRound.MAX_ANSWER_BYTES) + "\"";
        HttpCalls calls = patientCalls(server(request -> Answer.json(200, endless)).url());

        assertFails(calls.get("v1/regions", NUMBER), RallypointException.UNREACHABLE);
    }

    @Test
    void manySilentServersAreAskedOneAfterTheOther() throws Exception {
        FakeApi alive = answering(3);
        HttpCalls calls = calls(silent().url(), silent().url(), alive.url());
        assertThat(soon(calls.get("v1/regions", NUMBER))).isEqualTo(3);
    }

    @Test
    void aServerThatIsSlowAndNotDeadMayStillBeTheFirstToAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        FakeApi slow =
                server(
                        request -> {
                            try {
                                asked.await();
                            } catch (InterruptedException closed) {
                                Thread.currentThread().interrupt();
                            }
                            return Answer.json(200, "{\"n\":1}");
                        });
        FakeApi slower =
                server(
                        request -> {
                            asked.countDown();
                            awaitEnd();
                            return Answer.json(200, "{\"n\":2}");
                        });
        assertThat(soon(calls(slow.url(), slower.url()).get("v1/regions", NUMBER))).isEqualTo(1);
    }

    @Test
    void whatCreatesIsNeverSentTwiceOnlyBecauseAServerIsSlow() throws Exception {
        FakeApi slow =
                server(
                        request -> {
                            delay();
                            return Answer.json(201, "{\"n\":1}");
                        });
        FakeApi other = answering(2);
        assertThat(soon(create(calls(slow.url(), other.url())))).isEqualTo(1);
        assertThat(other.seen).isEmpty();
    }

    /** Several times the patience. */
    private void delay() {
        try {
            end.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatSurelyDidNotArriveIsSentToTheNextServerEvenIfItCreates() throws Exception {
        FakeApi alive = answering(1);
        assertThat(soon(create(calls(closedPort(), closedPort(), alive.url())))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster_minority", "shutting_down", "no_relay"})
    void aServerThatCannotServeNowIsLeftForTheNext(String code) throws Exception {
        FakeApi refusing = refusing(code);
        FakeApi alive = answering(1);
        HttpCalls calls = patientCalls(refusing.url(), alive.url());
        assertThat(soon(create(calls))).isEqualTo(1);
        assertThat(soon(calls.get("v1/regions", NUMBER))).isEqualTo(1);
        assertThat(refusing.seen).hasSize(1);
    }

    @Test
    void aRefusalOfAllServersIsPassedOnAfterOneRound() throws Exception {
        FakeApi first = refusing("cluster_minority");
        FakeApi second = refusing("shutting_down");
        assertFails(create(patientCalls(first.url(), second.url())), "shutting_down");
        assertFails(patientCalls(first.url()).get("v1/regions", NUMBER), "cluster_minority");
        assertThat(first.seen).hasSize(2);
        assertThat(second.seen).hasSize(1);
    }

    @Test
    void anUnknownOutcomeIsPassedOnIfItMayHaveCreatedAndRetriedIfNot() throws Exception {
        FakeApi unsure = refusing("outcome_unknown");
        FakeApi alive = answering(1);
        assertFails(create(patientCalls(unsure.url(), alive.url())), "outcome_unknown");
        assertThat(alive.seen).isEmpty();
        assertThat(soon(patientCalls(unsure.url(), alive.url()).get("v1/me", NUMBER))).isEqualTo(1);
        assertFails(patientCalls(unsure.url()).get("v1/me", NUMBER), "outcome_unknown");
        assertThat(unsure.seen).hasSize(4);
    }

    @Test
    void otherRefusalsAreAnswers() throws Exception {
        FakeApi full =
                server(request -> Answer.problem(409, "{\"code\":\"lobby_full\"}", Map.of()));
        FakeApi other = answering(1);
        assertFails(
                patientCalls(full.url(), other.url()).ensure("POST", "v1/x", Json.object(), NUMBER),
                "lobby_full");
        assertThat(other.seen).isEmpty();
    }

    @Test
    void aRefusalCountsSoonWhenTheOtherServerIsSilent() throws Exception {
        HttpCalls calls = calls(silent().url(), refusing("cluster_minority").url());
        assertFails(calls.get("v1/regions", NUMBER), "cluster_minority");
    }

    @Test
    void whoIsFoundGoneByTheSecondTryHasLeft() throws Exception {
        FakeApi gone =
                server(request -> Answer.problem(403, "{\"code\":\"not_member\"}", Map.of()));
        soon(calls(silent().url(), gone.url()).delete("v1/lobbies/l/members/me"));
        assertFails(patientCalls(gone.url()).delete("v1/lobbies/l/members/me"), "not_member");
    }

    @Test
    void aStreamOfASilentServerGoesOnAtTheNextOne() throws Exception {
        FakeApi dead = silent();
        FakeApi alive =
                server(
                        request ->
                                Answer.events("retry: 20\n\nid: 1\nevent: message\ndata: {}\n\n"));
        AtomicReference<String> heard = new AtomicReference<>("");
        RallypointClient client =
                new RallypointClient(
                        List.of(dead.url(), alive.url()), RallypointClient.newHttpClient());
        LobbyEvents stream =
                client.events("l1", event -> heard.set(event.type()), Duration.ofMillis(300));
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.get().equals("message"));
        stream.close();
        assertThat(dead.seen).isNotEmpty();
    }
}
