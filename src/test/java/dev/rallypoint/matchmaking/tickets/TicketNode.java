package dev.rallypoint.matchmaking.tickets;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.ClusterVerticle;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusContract.Topic;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.NodeConfig;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.contract.RatingMessage.Block;
import dev.rallypoint.contract.RatingMessage.LoadRatings;
import dev.rallypoint.contract.RatingMessage.SavedRatings;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.TicketMessage.CreateTicket;
import dev.rallypoint.contract.TicketMessage.GetTicket;
import dev.rallypoint.contract.TicketMessage.TicketChanged;
import dev.rallypoint.contract.TicketMessage.TicketsAlive;
import dev.rallypoint.contract.TicketsConfig;
import dev.rallypoint.lobby.LobbyVerticle;
import dev.rallypoint.matchmaking.ModeRulesBook;
import dev.rallypoint.protocol.netcode.TokenKeys;
import dev.rallypoint.rating.RatingVerticle;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.store.OutboxVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node without relay, HTTP and database, whose matches have two players. Blocks. */
final class TicketNode implements AutoCloseable {
    static final int PASS_MS = 100;
    private static final long PATIENCE_SECONDS = 20;
    private static final RelayConfig RELAY =
            new RelayConfig("127.0.0.1", 0, 1, "", 4_711, 100, 5, 45, 1_300, 1 << 20, 0, 0);
    private static final StoreConfig NO_STORE =
            new StoreConfig(false, "", "", "", 8, "", "rallypoint.db", 4, 1_000);
    private static final NodeConfig NODE =
            new NodeConfig(
                    "local", List.of("local=Local", "asia=Asia", "sa=South America"), "data", 0);

    final Queue<TicketChanged> news = new ConcurrentLinkedQueue<>();
    final HazelcastInstance hazelcast = HazelcastInstances.standAlone();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** In the place of the database: who blocked whom, and how many players were asked for. */
    final Map<String, List<String>> blocked = new ConcurrentHashMap<>();

    /** What other nodes would be told. */
    final Queue<TicketsAlive> signs = new ConcurrentLinkedQueue<>();

    final Queue<LoadRatings> questions = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final Ground ground =
            new Ground(bus, new MicrometerMetrics(registry), new EpochClock(), new SecureEntropy());

    TicketNode start(TicketsConfig config) {
        return start(config, () -> {});
    }

    /**
     * @param beforeMatching runs when all else is up
     */
    TicketNode start(TicketsConfig config, Runnable beforeMatching) {
        await(bus.subscribe(BusContract.TICKET_CHANGED, news::add));
        await(bus.subscribe(BusContract.TICKETS_ALIVE, signs::add));
        RelayEndpoint relay = new RelayEndpoint("127.0.0.1:25565", List.of(), "127.0.0.1:25565");
        NodeInfo self =
                new NodeInfo(
                        "node-1", "local", List.of(relay), "127.0.0.1:3478", 0, 100, false, 0, "1");
        await(vertx.deployVerticle(new ClusterVerticle(self, hazelcast, bus, ground.metrics())));
        await(vertx.deployVerticle(new OutboxVerticle(NO_STORE, hazelcast, ground)));
        await(bus.serve(BusContract.LOAD_RATINGS, this::saved));
        await(vertx.deployVerticle(new RatingVerticle(rating(), ground)));
        TokenKeys keys = TokenKeys.of(new byte[32], new byte[32]);
        await(
                vertx.deployVerticle(
                        new LobbyVerticle(
                                new LobbyVerticle.Settings(
                                        new ConfigLoader().load().lobby(), RELAY, NODE, Set.of()),
                                new LobbyVerticle.Self("node-1", () -> keys),
                                hazelcast,
                                ground)));
        MatchmakingVerticle.Settings settings =
                new MatchmakingVerticle.Settings(
                        config,
                        PASS_MS,
                        new ModeRulesBook(Tickets.rules(2), Map.of("four", Tickets.rules(4))),
                        rules -> new Tickets.FirstCome(),
                        NODE);
        beforeMatching.run();
        await(vertx.deployVerticle(new MatchmakingVerticle(settings, "node-1", hazelcast, ground)));
        return this;
    }

    private Future<SavedRatings> saved(LoadRatings question) {
        questions.add(question);
        List<Block> blocks =
                question.playerIds().stream()
                        .flatMap(
                                id ->
                                        blocked.getOrDefault(id, List.of()).stream()
                                                .map(other -> new Block(id, other)))
                        .toList();
        return Future.succeededFuture(new SavedRatings(List.of(), blocks));
    }

    private static RatingConfig rating() {
        return new ConfigLoader().load().rating();
    }

    <Q extends BusMessage, A extends BusMessage> A ask(Request<Q, A> request, Q question) {
        return await(begin(request, question));
    }

    <Q extends BusMessage, A extends BusMessage> Future<A> begin(
            Request<Q, A> request, Q question) {
        return bus.request(request, question);
    }

    <E extends BusMessage> void publish(Topic<E> topic, E event) {
        bus.publish(topic, event);
    }

    /** The refusal of a question that must be refused. */
    <Q extends BusMessage, A extends BusMessage> RejectedException refusal(
            Request<Q, A> request, Q question) {
        try {
            throw new AssertionError("granted: " + ask(request, question));
        } catch (RejectedException refused) {
            return refused;
        }
    }

    static String player(int number) {
        return Ids.playerId(number);
    }

    static CreateTicket wish(String mode, int player, Integer... party) {
        return new CreateTicket(
                player(player),
                "Player " + player,
                new Api.TicketRequest(
                        mode,
                        List.of(new Api.RegionRtt("local", 12.5)),
                        List.of(party).stream().map(TicketNode::player).toList(),
                        Map.of()));
    }

    Api.Ticket create(String mode, int player, Integer... party) {
        return ask(BusContract.CREATE_TICKET, wish(mode, player, party)).ticket();
    }

    Api.Ticket look(String ticketId, int player) {
        return ask(BusContract.GET_TICKET, new GetTicket(ticketId, player(player))).ticket();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RejectedException refused) {
                throw refused;
            }
            throw new AssertionError(failed.getCause());
        } catch (TimeoutException | InterruptedException late) {
            throw new AssertionError(late);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
        hazelcast.shutdown();
    }
}
