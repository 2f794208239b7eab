package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusContract.Scope;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.StoreMessage.DeleteLobby;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Questions, refusals and news between two nodes, as JSON over a socket. */
class VertxBusIT {
    private static final DeleteLobby QUESTION = new DeleteLobby("lobby");
    private static HazelcastInstance memberA;
    private static HazelcastInstance memberB;
    private static Vertx vertxA;
    private static Vertx vertxB;
    private static VertxBus a;
    private static VertxBus b;

    @BeforeAll
    static void joinTwoNodes() throws Exception {
        Config config = new Config().setClusterName("bus-" + UUID.randomUUID());
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.partition.count", "11");
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().setPort(0);
        config.getNetworkConfig().setPortAutoIncrement(false);
        TcpIpConfig join = config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
        memberA = member(config);
        int port = memberA.getCluster().getLocalMember().getAddress().getPort();
        join.addMember("127.0.0.1:" + port);
        memberB = member(config);
        await().until(() -> memberA.getCluster().getMembers().size() == 2);
        vertxA = vertx(memberA);
        vertxB = vertx(memberB);
        a = new VertxBus(vertxA);
        b = new VertxBus(vertxB);
    }

    private static HazelcastInstance member(Config config) {
        String life = UUID.randomUUID().toString();
        config.getMemberAttributeConfig().setAttribute(HazelcastInstances.VERTX_NODE_ID, life);
        return Hazelcast.newHazelcastInstance(config);
    }

    private static Vertx vertx(HazelcastInstance member) throws Exception {
        EventBusOptions loopback = new EventBusOptions().setHost("127.0.0.1");
        return get(
                Vertx.builder()
                        .with(new VertxOptions().setEventBusOptions(loopback))
                        .withClusterManager(new HazelcastClusterManager(member))
                        .buildClustered());
    }

    @AfterAll
    static void part() throws Exception {
        get(vertxB.close());
        get(vertxA.close());
        memberB.getLifecycleService().terminate();
        memberA.getLifecycleService().terminate();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Rejection refusal(Future<?> future) throws Exception {
        try {
            throw new AssertionError("granted: " + get(future));
        } catch (ExecutionException failed) {
            assertThat(failed.getCause()).isInstanceOf(RejectedException.class);
            return ((RejectedException) failed.getCause()).rejection();
        }
    }

    private static Request<DeleteLobby, Done> request(int timeoutMs) {
        return new Request<>(
                "test." + UUID.randomUUID(),
                Scope.CLUSTER,
                timeoutMs,
                DeleteLobby.class,
                Done.class);
    }

    @Test
    void aRefusalKeepsItsCodeAndItsDetailOnTheWayToAnotherNode() throws Exception {
        for (ProblemCode code : ProblemCode.values()) {
            for (String detail : List.of("", "the limit is 8\nof 8")) {
                Request<DeleteLobby, Done> request = request(5_000);
                get(
                        b.serve(
                                request,
                                q -> Future.failedFuture(new RejectedException(code, detail))));
                assertThat(refusal(a.request(request, QUESTION)))
                        .isEqualTo(new Rejection(code, detail));
                assertThat(refusal(b.request(request, QUESTION)))
                        .isEqualTo(new Rejection(code, detail));
            }
        }
    }

    @Test
    void aRefusalWithACodeOfAnotherVersionIsAnInternalOne() throws Exception {
        Request<DeleteLobby, Done> request = request(5_000);
        get(
                vertxB.eventBus()
                        .consumer(request.address())
                        .handler(message -> message.fail(99, "TOO_COLD\nbelow zero"))
                        .completion());
        assertThat(refusal(a.request(request, QUESTION)))
                .isEqualTo(new Rejection(ProblemCode.INTERNAL, "below zero"));
    }

    @Test
    void aHandlerThatThrowsRefusesWithoutTellingWhy() throws Exception {
        Request<DeleteLobby, Done> request = request(5_000);
        get(
                b.serve(
                        request,
                        q -> {
                            throw new IllegalStateException("secret");
                        }));
        assertThat(refusal(a.request(request, QUESTION)))
                .isEqualTo(Rejection.of(ProblemCode.INTERNAL));
    }

    @Test
    void nobodyThereAndNobodyInTimeAreTimeouts() throws Exception {
        Request<DeleteLobby, Done> request = request(200);
        assertThat(refusal(a.request(request, QUESTION)).code()).isEqualTo(ProblemCode.TIMEOUT);
        get(b.serve(request, q -> Future.<Done>future(never -> {})));
        assertThat(refusal(a.request(request, QUESTION)).code()).isEqualTo(ProblemCode.TIMEOUT);
    }

    private static Future<Void> serve(
            VertxBus bus, Request<SavedLobby, SavedLobby> who, String name) {
        return bus.serve(who, q -> Future.succeededFuture(new SavedLobby(name, "", 0, 0)));
    }

    @Test
    void whatANodeServesItAsksItselfAndOthersOnlyAfterThat() throws Exception {
        Request<SavedLobby, SavedLobby> who =
                new Request<>(
                        "test." + UUID.randomUUID(),
                        Scope.CLUSTER,
                        5_000,
                        SavedLobby.class,
                        SavedLobby.class);
        SavedLobby question = new SavedLobby("", "", 0, 0);
        get(serve(b, who, "b"));
        assertThat(get(a.request(who, question)).lobbyId()).isEqualTo("b");
        VerticleBase room =
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return serve(a, who, "a");
                    }
                };
        String deployment = get(vertxA.deployVerticle(room));
        for (int i = 0; i < 20; i++) {
            assertThat(get(a.request(who, question)).lobbyId()).isEqualTo("a");
            assertThat(get(b.request(who, question)).lobbyId()).isEqualTo("b");
        }
        get(vertxA.undeploy(deployment));
        // Until the cluster has heard that it serves no more, a request may find nobody.
        await().ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> get(a.request(who, question)).lobbyId().equals("b"));
    }

    @Test
    void aStoreThatNobodyServesIsUnavailable() throws Exception {
        assertThat(refusal(a.request(BusContract.DELETE_LOBBY, QUESTION)).code())
                .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
    }

    /** A newer node's message has more than this one knows. */
    private static final class NewerCodec implements MessageCodec<AuditEntry, AuditEntry> {
        @Override
        public void encodeToWire(Buffer buffer, AuditEntry entry) {
            byte[] json =
                    ("{\"atMs\":7,\"actor\":\"x\",\"action\":\"y\",\"subject\":\"z\","
                                    + "\"detail\":\"d\",\"mood\":{\"good\":true}}")
                            .getBytes(StandardCharsets.UTF_8);
            buffer.appendInt(json.length).appendBytes(json);
        }

        @Override
        public AuditEntry decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AuditEntry transform(AuditEntry entry) {
            return entry;
        }

        @Override
        public String name() {
            return AuditEntry.class.getSimpleName();
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }

    @Test
    void fieldsOfANewerNodeAreSkipped() throws Exception {
        Queue<AuditEntry> heard = new ConcurrentLinkedQueue<>();
        Request<AuditEntry, Done> request =
                new Request<>("test.newer", Scope.CLUSTER, 5_000, AuditEntry.class, Done.class);
        get(
                a.serve(
                        request,
                        entry -> {
                            heard.add(entry);
                            return Future.succeededFuture(new Done());
                        }));
        vertxB.eventBus().unregisterCodec(AuditEntry.class.getSimpleName());
        vertxB.eventBus().unregisterDefaultCodec(AuditEntry.class);
        vertxB.eventBus().registerCodec(new NewerCodec());
        vertxB.eventBus()
                .send(
                        request.address(),
                        new AuditEntry(0, "", "", "", ""),
                        new DeliveryOptions().setCodecName(AuditEntry.class.getSimpleName()));
        await().untilAsserted(
                        () ->
                                assertThat(heard)
                                        .containsExactly(new AuditEntry(7, "x", "y", "z", "d")));
    }

    @Test
    void newsArrivesOnEveryNodeInTheOrderItWasPublished() throws Exception {
        Queue<Long> onA = new ConcurrentLinkedQueue<>();
        Queue<Long> onB = new ConcurrentLinkedQueue<>();
        get(a.subscribe(BusContract.LOBBY_EVENTS, event -> onA.add(event.id())));
        get(b.subscribe(BusContract.LOBBY_EVENTS, event -> onB.add(event.id())));
        List<Long> ids = LongStream.rangeClosed(1, 1_000).boxed().toList();
        vertxA.runOnContext(
                loop -> ids.forEach(id -> a.publish(BusContract.LOBBY_EVENTS, message(id))));
        await().untilAsserted(() -> assertThat(onB).containsExactlyElementsOf(ids));
        assertThat(onA).containsExactlyElementsOf(ids);
    }

    private static LobbyEvent message(long id) {
        return new LobbyEvent(
                "lobby",
                id,
                id,
                0,
                LobbyEvent.MESSAGE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("hello"),
                Optional.empty());
    }
}
