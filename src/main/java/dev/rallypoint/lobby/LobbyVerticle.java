package dev.rallypoint.lobby;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.ConnectionReply;
import dev.rallypoint.contract.BusMessage.CreateLobby;
import dev.rallypoint.contract.BusMessage.GetNodes;
import dev.rallypoint.contract.BusMessage.LoadLobbies;
import dev.rallypoint.contract.BusMessage.LobbyReply;
import dev.rallypoint.contract.BusMessage.Nodes;
import dev.rallypoint.contract.BusMessage.OpenConnection;
import dev.rallypoint.contract.BusMessage.SessionChanged;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the lobby addresses of {@link BusContract} and lets time pass for lobbies. */
public final class LobbyVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LobbyVerticle.class);
    private static final long TICK_MS = 1_000;
    private static final long RELOAD_MS = 30_000;
    private static final long FLUSH_MS = 5_000;
    private static final long SAVE_SWEEP_MS = 5_000;
    private static final int WORKERS = 4;

    /** The configuration it reads. */
    public record Settings(Config.Lobby lobby, Config.Relay relay, Config.Node node) {}

    /**
     * This node.
     *
     * @param netcode102 private key of 1.02 and renet tokens, 32 bytes
     * @param netcode101 private key of 1.01 tokens, 32 other bytes
     */
    public record Self(String nodeId, byte[] netcode102, byte[] netcode101) {
        @Override
        public String toString() {
            return "Self[nodeId=" + nodeId + "]";
        }
    }

    private final Settings settings;
    private final Self self;
    private final HazelcastInstance hazelcast;
    private final Ground ground;
    private final VertxBus bus;
    private final EpochClock clock;
    private final HazelcastLobbyStore store;
    private final LobbyView view = new LobbyView();

    private WorkerExecutor workers;
    private VertxPasswords passwords;
    private VertxStoreQueue queue;
    private VertxLobbyWriter writer;
    private VertxLobbyQueries queries;
    private VertxLobbyCommands commands;
    private VertxLobbyMaker maker;
    private VertxConnections connections;
    private NodeDirectory directory;
    private boolean expiring;
    private boolean isRestored;
    private boolean isWaitingForSaved;
    private volatile int lobbies;

    public LobbyVerticle(Settings settings, Self self, HazelcastInstance hazelcast, Ground ground) {
        this.settings = settings;
        this.self = self;
        this.hazelcast = hazelcast;
        this.ground = ground;
        this.bus = ground.bus();
        this.clock = ground.clock();
        this.store = new HazelcastLobbyStore(hazelcast);
        this.directory = new NodeDirectory(self.nodeId(), List.of());
    }

    @Override
    public Future<?> start() {
        furnish();
        ground.metrics().gauge(Metric.LOBBIES, () -> lobbies);
        Context loop = context;
        return writer.onWorker(() -> listen(loop))
                .compose(done -> bus.subscribe(BusContract.NODES_CHANGED, this::onNodes))
                .compose(done -> bus.request(BusContract.GET_NODES, new GetNodes()))
                .onSuccess(this::onNodes)
                .compose(done -> restoreOnce())
                .compose(done -> reload())
                .compose(done -> VertxBus.all(registrations()))
                .onSuccess(done -> startTimers());
    }

    private void furnish() {
        workers = vertx.createSharedWorkerExecutor("rallypoint-lobbies", WORKERS);
        passwords = new VertxPasswords(vertx, ground.entropy());
        queue =
                new VertxStoreQueue(
                        bus, workers, new HazelcastSavedLobbies(hazelcast), clock, context);
        writer =
                new VertxLobbyWriter(
                        new VertxLobbyWriter.Outlets(store, workers, view, bus, queue), clock);
        queries = new VertxLobbyQueries(store, workers, view);
        Config.Lobby config = settings.lobby();
        commands =
                new VertxLobbyCommands(
                        config,
                        new VertxLobbyCommands.Rooms(writer, queries, passwords, queue, view),
                        clock,
                        ground.entropy());
        maker =
                new VertxLobbyMaker(
                        settings.node(),
                        new SeatRules(config.keptEvents()),
                        new VertxLobbyMaker.Sources(store, passwords, clock, ground.entropy()),
                        writer);
        connections = new VertxConnections(writer, mint(), ground.metrics(), clock);
    }

    private TokenMint mint() {
        return new TokenMint(
                settings.relay(),
                new TokenMint.Keys(self.netcode102(), self.netcode101()),
                new HazelcastTokenSequence(hazelcast)::next,
                ground.entropy());
    }

    private Void listen(Context loop) {
        store.listen(
                lobby -> loop.runOnContext(done -> view.put(lobby)),
                lobbyId -> loop.runOnContext(done -> view.remove(lobbyId)));
        queue.listen();
        return null;
    }

    /**
     * Once for each life of a cluster. From then on its map is the truth: a lobby that was closed
     * while its database was away must not come back with it.
     */
    private Future<Void> restoreOnce() {
        return writer.onWorker(store::isRestored)
                .compose(restored -> restored ? Future.succeededFuture() : restore())
                .onSuccess(done -> isRestored = true)
                .recover(this::restoreLater);
    }

    private Future<Void> restore() {
        return bus.request(BusContract.LOAD_LOBBIES, new LoadLobbies())
                .compose(saved -> maker.restore(saved.lobbies(), sessions()))
                .compose(done -> writer.onWorker(this::markRestored));
    }

    private Future<Void> restoreLater(Throwable failure) {
        if (!isWaitingForSaved) {
            isWaitingForSaved = true;
            LOG.warn("saved lobbies come when the database does: {}", failure.getMessage());
        }
        return Future.succeededFuture();
    }

    private Void markRestored() {
        store.markRestored();
        return null;
    }

    private List<Future<Void>> registrations() {
        List<Future<Void>> all = new ArrayList<>(queries.serveOn(bus));
        all.addAll(commands.serveOn(bus));
        all.add(bus.serve(BusContract.CREATE_LOBBY, this::create));
        all.add(bus.serve(BusContract.OPEN_CONNECTION, this::openConnection));
        all.add(bus.subscribe(BusContract.SESSION_CHANGED, this::onSession));
        return all;
    }

    private void startTimers() {
        vertx.setPeriodic(TICK_MS, timer -> tick());
        vertx.setPeriodic(RELOAD_MS, timer -> reload());
        vertx.setPeriodic(SAVE_SWEEP_MS, timer -> compareWithStore());
    }

    private void compareWithStore() {
        queue.sweep(view.versions());
        if (!isRestored) {
            restoreOnce();
        }
    }

    @Override
    public Future<?> stop() {
        return writer.drain()
                .compose(done -> writer.onWorker(this::stopListening))
                .compose(done -> queue.flush(view.versions(), FLUSH_MS))
                .compose(done -> Future.all(workers.close(), passwords.close()));
    }

    private Void stopListening() {
        store.stopListening();
        queue.stopListening();
        return null;
    }

    private SessionRules sessions() {
        return new SessionRules(settings.lobby(), directory::isUp);
    }

    private void onNodes(Nodes nodes) {
        directory = NodeDirectory.of(nodes);
    }

    private Future<LobbyReply> create(CreateLobby call) {
        return writer.oneByOne(
                        call.playerId(),
                        () ->
                                commands.withinLimit(
                                        call.playerId(), () -> maker.create(call, directory)))
                .map(VertxLobbyCommands::reply);
    }

    private Future<ConnectionReply> openConnection(OpenConnection call) {
        return connections.open(call, directory, sessions());
    }

    private void onSession(SessionChanged news) {
        SessionRules rules = sessions();
        writer.follow(
                news.lobbyId(),
                (lobby, nowMs) -> rules.sessionChanged(lobby, news, self.nodeId(), nowMs));
    }

    /** Every node sees what is due; the one that holds the entry acts. */
    private void tick() {
        lobbies = view.size();
        SessionRules rules = sessions();
        long nowMs = clock.nowMs();
        List<String> due = view.select(lobby -> rules.isDue(lobby, nowMs));
        if (due.isEmpty() || expiring) {
            return;
        }
        expiring = true;
        writer.onWorker(() -> due.stream().filter(store::isHeldHere).toList())
                .compose(mine -> expire(mine, rules))
                .onComplete(done -> expiring = false);
    }

    private Future<?> expire(List<String> lobbyIds, SessionRules rules) {
        return Future.join(
                lobbyIds.stream().map(lobbyId -> writer.change(lobbyId, rules::expire)).toList());
    }

    /** Brings the view in line with the cluster map: events may be lost when nodes come and go. */
    private Future<Void> reload() {
        view.beginReload();
        return writer.onWorker(store::all)
                .onSuccess(view::endReload)
                .onFailure(failure -> LOG.warn("could not read the lobbies", failure))
                .onFailure(failure -> view.cancelReload())
                .mapEmpty();
    }
}
