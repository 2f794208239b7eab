package dev.rallypoint.lobby;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.ConnectionReply;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.GetHomes;
import dev.rallypoint.contract.LobbyMessage.Homes;
import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeConfig;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.protocol.netcode.TokenKeys;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the lobby addresses of {@link BusContract} and lets time pass for lobbies. */
public final class LobbyVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LobbyVerticle.class);
    private static final long MS_PER_SECOND = 1_000;
    private static final long TICK_MS = 1_000;
    private static final long RELOAD_MS = 30_000;
    private static final long FLUSH_MS = 5_000;
    private static final long SAVE_SWEEP_MS = 5_000;

    /** Threads that mostly wait for other nodes, and for the death of one for seconds. */
    static final int WORKERS = 16;

    /**
     * The configuration it reads.
     *
     * @param judgedModes game modes whose states are judged
     */
    public record Settings(
            LobbyConfig lobby, RelayConfig relay, NodeConfig node, Set<String> judgedModes) {
        private DirectPathRule directPaths() {
            return new DirectPathRule(lobby.directPaths(), judgedModes);
        }
    }

    /**
     * This node.
     *
     * @param tokenKeys that the relays of the cluster open connect tokens with, as they are now
     */
    public record Self(String nodeId, Supplier<TokenKeys> tokenKeys) {}

    private final Settings settings;
    private final Self self;
    private final HazelcastInstance hazelcast;
    private final Ground ground;
    private final VertxBus bus;
    private final EpochClock clock;
    private final HazelcastLobbyStore store;
    private final MatchMoves moves;
    private final LobbyView view = new LobbyView(this::onLobby);

    private WorkerExecutor workers;
    private WorkerExecutor movers;
    private VertxPasswords passwords;
    private VertxStoreQueue queue;
    private VertxLobbyWriter writer;
    private VertxLobbyQueries queries;
    private VertxLobbyCommands commands;
    private VertxBannedMembers banned;
    private VertxLobbyMaker maker;
    private VertxRestoration restoration;
    private VertxConnections connections;
    private VertxViewReload reload;
    private VertxRelocations relocations;
    private VertxReconciliation reconciliation;
    private final SessionNews news = new SessionNews();
    private MatchHomes homes;
    private RegionChoice regions;
    private boolean expiring;
    private boolean isServing;
    private volatile int lobbies;

    public LobbyVerticle(Settings settings, Self self, HazelcastInstance hazelcast, Ground ground) {
        this.settings = settings;
        this.self = self;
        this.hazelcast = hazelcast;
        this.ground = ground;
        this.bus = ground.bus();
        this.clock = ground.clock();
        this.store = new HazelcastLobbyStore(hazelcast);
        become(new NodeDirectory(self.nodeId(), List.of()));
        this.moves =
                new MatchMoves(
                        self.nodeId(), settings.relay().tokenLifetimeSeconds() * MS_PER_SECOND);
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
                .compose(done -> restoration.run())
                .compose(done -> reload.run())
                .compose(done -> VertxBus.all(registrations()))
                .onSuccess(done -> startTimers());
    }

    private void furnish() {
        workers = vertx.createSharedWorkerExecutor("rallypoint-lobbies", WORKERS);
        movers = vertx.createSharedWorkerExecutor("rallypoint-moves", VertxRelocations.AT_A_TIME);
        passwords = new VertxPasswords(vertx, ground.entropy());
        queue =
                new VertxStoreQueue(
                        bus, workers, new HazelcastSavedLobbies(hazelcast), clock, context);
        VertxLobbyWriter.Outlets outlets =
                new VertxLobbyWriter.Outlets(store, workers, movers, view, bus, queue, clock);
        writer = new VertxLobbyWriter(outlets);
        reload = new VertxViewReload(writer, store, view);
        relocations = new VertxRelocations(self.nodeId(), vertx, outlets, writer, this::sessions);
        reconciliation =
                new VertxReconciliation(
                        self.nodeId(), outlets, writer, this::onSession, this::sessions);
        furnishDesks();
    }

    /** Who answers the callers. */
    private void furnishDesks() {
        queries = new VertxLobbyQueries(store, workers, view);
        LobbyConfig config = settings.lobby();
        commands =
                new VertxLobbyCommands(
                        config,
                        settings.directPaths(),
                        new VertxLobbyCommands.Rooms(writer, queries, passwords, queue, view),
                        () -> regions,
                        clock,
                        ground.entropy());
        banned = new VertxBannedMembers(store, writer, commands, view);
        maker =
                new VertxLobbyMaker(
                        settings.node(),
                        new VertxLobbyMaker.Sources(store, passwords, clock, ground.entropy()),
                        writer);
        restoration = new VertxRestoration(bus, store, writer, maker, this::sessions);
        connections = new VertxConnections(writer, mint(), ground);
    }

    private TokenMint mint() {
        return new TokenMint(
                settings.relay(),
                self.tokenKeys(),
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

    private List<Future<Void>> registrations() {
        List<Future<Void>> all = new ArrayList<>(queries.serveOn(bus));
        all.addAll(commands.serveOn(bus));
        all.add(bus.serve(BusContract.CREATE_LOBBY, this::create));
        all.add(bus.serve(BusContract.HOST_MATCH, this::host));
        all.add(bus.serve(BusContract.OPEN_CONNECTION, this::openConnection));
        all.add(bus.serve(BusContract.GET_HOMES, this::homes));
        all.add(bus.subscribe(BusContract.BANS_CHANGED, banned::onBans));
        all.add(bus.subscribe(BusContract.SESSION_CHANGED, this::onSession));
        all.add(bus.subscribe(BusContract.RELAY_SESSIONS, this::onReport));
        return all;
    }

    private void startTimers() {
        isServing = true;
        relocations.run();
        vertx.setPeriodic(TICK_MS, timer -> tick());
        vertx.setPeriodic(RELOAD_MS, timer -> reload.run());
        vertx.setPeriodic(SAVE_SWEEP_MS, timer -> compareWithStore());
    }

    private void compareWithStore() {
        queue.sweep(view.versions());
        restoration.run();
    }

    @Override
    public Future<?> stop() {
        return writer.drain()
                .compose(done -> writer.onWorker(this::stopListening))
                .compose(done -> queue.flush(view.versions(), FLUSH_MS))
                .compose(done -> Future.all(workers.close(), movers.close(), passwords.close()));
    }

    private Void stopListening() {
        store.stopListening();
        queue.stopListening();
        return null;
    }

    private SessionRules sessions() {
        return new SessionRules(settings.lobby(), homes);
    }

    private void become(NodeDirectory directory) {
        homes = new MatchHomes(directory);
        regions = RegionChoice.of(settings.node().regions(), directory);
    }

    private void onNodes(Nodes nodes) {
        Set<String> before = homes.staying();
        become(NodeDirectory.of(nodes));
        if (!isServing || homes.staying().equals(before)) {
            return;
        }
        relocations.run();
        if (!before.containsAll(homes.staying())) {
            // Perhaps from the other side of a split, which wrote lobbies that nobody told us of.
            reload.run();
        }
    }

    private void onLobby(Optional<Lobby> before, Lobby after) {
        moves.onLobby(before, after, clock.nowMs()).ifPresent(this::tellRelays);
        release(after.lobbyId());
    }

    private void tellRelays(MatchMoved moved) {
        LOG.debug("match {} lobbyId={}", moved.here() ? "came" : "left", moved.lobbyId());
        bus.publish(BusContract.MATCH_MOVED, moved);
    }

    private Future<Homes> homes(GetHomes question) {
        return Future.succeededFuture(new Homes(view.homes()));
    }

    private Future<LobbyReply> create(CreateLobby call) {
        return writer.oneByOne(
                        call.playerId(),
                        () ->
                                commands.withinLimit(
                                        call.playerId(),
                                        () ->
                                                maker.create(
                                                        call, commands.seats(), homes.directory())))
                .map(VertxLobbyCommands::reply);
    }

    /** Nobody asked for a seat in it, so nobody's number of lobbies is in the way. */
    private Future<LobbyReply> host(HostMatch match) {
        return maker.host(match, settings.lobby().keptEvents(), homes.directory())
                .map(VertxLobbyCommands::reply);
    }

    private Future<ConnectionReply> openConnection(OpenConnection call) {
        return banned.admit(call.playerId())
                .compose(ok -> connections.open(call, sessions()))
                .onFailure(failure -> connections.onRefused(call, failure));
    }

    private void onSession(SessionChanged session) {
        if (news.add(session, isComing(session.lobbyId()))) {
            takeIn(session.lobbyId());
        }
    }

    private boolean isComing(String lobbyId) {
        return view.find(lobbyId)
                .filter(lobby -> ForetoldMoves.isComingTo(self.nodeId(), lobby, homes))
                .isPresent();
    }

    private void releaseNews() {
        news.held().forEach(this::release);
    }

    private void release(String lobbyId) {
        if (news.isHeld(lobbyId) && !isComing(lobbyId)) {
            news.release(lobbyId);
            takeIn(lobbyId);
        }
    }

    private void takeIn(String lobbyId) {
        writer.follow(lobbyId, () -> sessionRule(news.take(lobbyId)));
    }

    private BiFunction<Lobby, Long, LobbyChange> sessionRule(List<SessionChanged> taken) {
        SessionRules rules = sessions();
        return (lobby, nowMs) -> rules.sessionsChanged(lobby, taken, self.nodeId(), nowMs);
    }

    private void onReport(RelaySessions report) {
        homes.directory()
                .self()
                .ifPresent(node -> reconciliation.onReport(report, node.relays().size()));
    }

    /** Every node sees what is due; the one that holds the entry acts. */
    private void tick() {
        lobbies = view.size();
        relocations.run();
        releaseNews();
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
}
