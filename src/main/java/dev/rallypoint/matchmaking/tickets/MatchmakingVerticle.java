package dev.rallypoint.matchmaking.tickets;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.NodeConfig;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.TicketMessage.GetPools;
import dev.rallypoint.contract.TicketMessage.Pools;
import dev.rallypoint.contract.TicketMessage.TicketChanged;
import dev.rallypoint.contract.TicketsConfig;
import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.ModeRulesBook;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Serves the ticket addresses of {@link BusContract} and matches the pools that are this node's.
 */
public final class MatchmakingVerticle extends VerticleBase {
    private static final long RELOAD_MS = 30_000;

    /** Of a match: operators look at the last hour, and no race takes in players for longer. */
    private static final long REMEMBERED_MS = 3_600_000;

    private static final int CALL_WORKERS = 16;
    private static final int MATCH_WORKERS = 8;

    /**
     * What it goes by.
     *
     * @param passMs between two passes over a pool
     * @param functions that the rules of a mode name
     */
    public record Settings(
            TicketsConfig tickets,
            int passMs,
            ModeRulesBook modes,
            Function<ModeRules, MatchFunction> functions,
            NodeConfig node) {}

    private final Settings settings;
    private final String nodeId;
    private final Ground ground;
    private final HazelcastTicketStore store;
    private final TicketTerms terms;
    private final TicketView view = new TicketView(this::onTicket);
    private final SignsOfLife signs;
    private final MatchBook book;
    private final WaitBook waits;
    private final VertxPoolFigures figures;
    private WorkerExecutor workers;
    private WorkerExecutor matchers;
    private VertxTicketDesk desk;
    private VertxDepartures departures;
    private VertxTicketReload reload;
    private VertxPasses passes;
    private VertxQuickJoin quickJoin;
    private VertxSigns living;
    private PoolOwners owners = new PoolOwners(List.of());

    /** As the nodes are now: game modes, and so pools, can be many. */
    private final Map<PoolKey, Boolean> isMine = new HashMap<>();

    public MatchmakingVerticle(
            Settings settings, String nodeId, HazelcastInstance hazelcast, Ground ground) {
        this.settings = settings;
        this.nodeId = nodeId;
        this.ground = ground;
        this.store =
                new HazelcastTicketStore(
                        hazelcast, new LogbackTicketRecord(ground.entropy())::searching);
        this.signs = new SignsOfLife(settings.tickets().silenceSeconds());
        this.book = new MatchBook(settings.modes().modes()::contains);
        this.waits = new WaitBook(settings.modes().modes()::contains);
        this.terms =
                new TicketTerms(
                        settings.modes()::of,
                        settings.node().regions().stream()
                                .map(entry -> entry.split("=", 2)[0])
                                .collect(Collectors.toSet()),
                        settings.node().region());
        this.figures = new VertxPoolFigures(view, book, terms, ground.metrics());
    }

    @Override
    public Future<?> start() {
        furnish();
        figures.register();
        Context loop = context;
        VertxBus bus = ground.bus();
        return workers.executeBlocking(() -> listen(loop), false)
                .compose(done -> bus.subscribe(BusContract.NODES_CHANGED, this::onNodes))
                .compose(done -> bus.request(BusContract.GET_NODES, new GetNodes()))
                .onSuccess(this::onNodes)
                .compose(done -> reload.run())
                .compose(done -> VertxBus.all(registrations()))
                .onSuccess(done -> startTimers());
    }

    private void furnish() {
        workers = vertx.createSharedWorkerExecutor("rallypoint-tickets", CALL_WORKERS);
        matchers = vertx.createSharedWorkerExecutor("rallypoint-matches", MATCH_WORKERS);
        HazelcastSettlement steps = new HazelcastSettlement(store, ground.clock());
        VertxSettlement settlement =
                new VertxSettlement(
                        steps,
                        matchers,
                        ground.bus(),
                        new VertxSettlement.Listeners(view::put, figures::onSeatedHere));
        VertxOpenSeats seats = new VertxOpenSeats(book, ground.bus(), ground.clock());
        passes =
                new VertxPasses(
                        new VertxPasses.Rules(
                                settings.modes()::of,
                                settings.functions(),
                                Set.copyOf(settings.tickets().readyUpModes())),
                        new VertxPasses.Room(view, signs, seats, settlement, steps),
                        matchers,
                        ground);
        reload =
                new VertxTicketReload(
                        workers,
                        store,
                        view,
                        book,
                        new VertxTicketReload.Tidying(
                                new HazelcastLeftClaims(store),
                                left -> takeUp(settlement, left),
                                ground.clock()));
        living = new VertxSigns(signs, view, ground);
        quickJoin = new VertxQuickJoin(terms, ground.bus(), ground.clock());
        furnishDesk(
                new VertxSight(
                        new VertxSight.Room(view, waits, seats, settings.modes()::of),
                        workers,
                        ground.clock()));
    }

    private void takeUp(VertxSettlement settlement, MatchEntry left) {
        if (owners.isOwner(nodeId, left.pool()) && store.mayWrite()) {
            settlement.takeUp(left.matchId(), left.tickets().get(0).ticketId());
        }
    }

    private void furnishDesk(VertxSight sight) {
        TicketRules rules = new TicketRules(settings.tickets());
        HazelcastPlayerClaims claims = new HazelcastPlayerClaims(store, rules, ground.clock());
        VertxTicketMaker maker =
                new VertxTicketMaker(
                        settings.tickets(),
                        terms,
                        new VertxTicketMaker.Room(
                                view,
                                store,
                                claims,
                                workers,
                                new PoolRoom(view, book, settings.modes().modes()::contains)),
                        ground);
        desk =
                new VertxTicketDesk(
                        rules,
                        new VertxTicketDesk.Room(vertx, view, signs, store, maker, workers),
                        sight,
                        ground.clock());
        departures =
                new VertxDepartures(desk, new VertxDepartures.Room(view, store, claims, workers));
    }

    private Void listen(Context loop) {
        store.listen(
                entry -> loop.runOnContext(done -> view.put(entry)),
                ticketId -> loop.runOnContext(done -> view.remove(ticketId)));
        store.listenToMatches(match -> loop.runOnContext(done -> book.put(match)), matchId -> {});
        return null;
    }

    private List<Future<Void>> registrations() {
        List<Future<Void>> all = new ArrayList<>(desk.serveOn(ground.bus()));
        all.add(ground.bus().serve(BusContract.FORGET_TICKETS, departures::forget));
        all.addAll(living.subscribe());
        all.add(ground.bus().serve(BusContract.QUICK_JOIN, quickJoin::join));
        all.add(ground.bus().serve(BusContract.GET_POOLS, this::pools));
        all.add(ground.bus().subscribe(BusContract.BANS_CHANGED, departures::onBans));
        return all;
    }

    private void startTimers() {
        living.start(vertx);
        vertx.setPeriodic(settings.passMs(), timer -> pass());
        vertx.setPeriodic(RELOAD_MS, timer -> reload.run());
        vertx.setPeriodic(
                RELOAD_MS, timer -> book.forgetBefore(ground.clock().nowMs() - REMEMBERED_MS));
    }

    @Override
    public Future<?> stop() {
        return workers.executeBlocking(this::stopListening, false)
                .compose(done -> Future.all(workers.close(), matchers.close()));
    }

    private Void stopListening() {
        store.stopListening();
        return null;
    }

    private void onNodes(Nodes nodes) {
        Set<PoolKey> before = owned();
        if (!ids(nodes.nodes()).equals(ids(owners.nodes()))) {
            signs.startAnew();
        }
        owners = new PoolOwners(nodes.nodes());
        isMine.clear();
        if (!before.containsAll(owned())) {
            // What the former owner wrote last, perhaps nobody told us of.
            reload.run();
        }
    }

    private static Set<String> ids(List<NodeInfo> nodes) {
        return nodes.stream().map(NodeInfo::nodeId).collect(Collectors.toSet());
    }

    private Set<PoolKey> owned() {
        Set<PoolKey> pools = view.pools();
        isMine.keySet().retainAll(pools);
        return pools.stream()
                .filter(pool -> isMine.computeIfAbsent(pool, some -> owners.isOwner(nodeId, some)))
                .collect(Collectors.toSet());
    }

    private void pass() {
        Set<PoolKey> mine = owned();
        figures.count(mine);
        if (store.mayWrite()) {
            passes.run(mine);
        }
    }

    private void onTicket(Optional<TicketEntry> before, TicketEntry entry) {
        waits.onTicket(before, entry, ground.clock().nowMs());
        departures.onTicket(entry, ground.clock().nowMs());
        ground.bus()
                .publish(
                        BusContract.TICKET_CHANGED,
                        new TicketChanged(entry.ticketId(), entry.events()));
    }

    private Future<Pools> pools(GetPools question) {
        return Future.succeededFuture(
                figures.pools(pool -> owners.ownerOf(pool).orElse(""), ground.clock().nowMs()));
    }
}
