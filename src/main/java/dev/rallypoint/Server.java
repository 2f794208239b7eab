package dev.rallypoint;

import dev.rallypoint.anticheat.AnticheatVerticle;
import dev.rallypoint.anticheat.GameModes;
import dev.rallypoint.anticheat.GameModesFile;
import dev.rallypoint.cluster.ClusterVerticle;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.cluster.HazelcastKeySets;
import dev.rallypoint.cluster.NodeFacts;
import dev.rallypoint.cluster.VotersFile;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.edge.RedirectVerticle;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.http.HttpSettings;
import dev.rallypoint.http.HttpVerticle;
import dev.rallypoint.lobby.LobbyVerticle;
import dev.rallypoint.login.LoginVerticle;
import dev.rallypoint.matchmaking.MatchFunctions;
import dev.rallypoint.matchmaking.ModeRulesBook;
import dev.rallypoint.matchmaking.ModeRulesFile;
import dev.rallypoint.matchmaking.tickets.MatchmakingVerticle;
import dev.rallypoint.ops.OpsVerticle;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.rating.RatingVerticle;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayLoop;
import dev.rallypoint.relay.RelayVerticle;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.NodeIdentity;
import dev.rallypoint.runtime.NodeKeys;
import dev.rallypoint.runtime.OperatorTokens;
import dev.rallypoint.runtime.PacketCiphers;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.security.CallGate;
import dev.rallypoint.security.FilterVerticle;
import dev.rallypoint.security.SecurityVerticle;
import dev.rallypoint.store.OutboxVerticle;
import dev.rallypoint.store.StoreVerticle;
import dev.rallypoint.timeline.TimelineVerticle;
import dev.rallypoint.turn.AdvertisedAddress;
import dev.rallypoint.turn.LocalAddresses;
import dev.rallypoint.turn.PortMappingVerticle;
import dev.rallypoint.turn.StunGate;
import dev.rallypoint.turn.StunVerticle;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One node: what starts in which order, and how it stops. The only file that names verticles. */
public final class Server {
    /** First nobody new comes in, then players leave, then what they did is saved. */
    private static final List<String> STOP_ORDER =
            List.of(
                    "portmapping",
                    "redirect",
                    "http",
                    "relay",
                    "anticheat",
                    "timeline",
                    "matchmaking",
                    "lobby",
                    "login",
                    "rating",
                    "outbox",
                    "security",
                    "filter",
                    "cluster",
                    "stun",
                    "store",
                    "ops");

    /** What the questions around the waiting may take. */
    private static final int DRAIN_CALLS_SECONDS = 10;

    private final Config config;
    private final Consumer<String> console;
    private final NodeIdentity identity;
    private final NodeKeys keys;
    private final VertxGround ground;
    private final VertxRooms rooms;
    private final VertxEdge edge;
    private final OpsVerticle ops;
    private final GameModes gameModes;
    private final ModeRulesBook modeRules;
    private FilterVerticle filter;
    private final OpenedPorts ports;
    private List<RelayVerticle> relayRooms = List.of();
    private Optional<HttpVerticle> http = Optional.empty();

    private Server(Config config, Optional<Path> cluster, Consumer<String> console) {
        this.config = config;
        this.console = console;
        ports = new OpenedPorts(console);
        gameModes = GameModesFile.load(config.anticheat());
        modeRules = ModeRulesFile.load(config.matchmaking());
        Entropy entropy = new SecureEntropy();
        Path data = Path.of(config.node().dataDirectory());
        identity = NodeIdentity.open(data, entropy);
        keys = NodeKeys.load(config.keys(), data, entropy);
        OperatorTokens operators = OperatorTokens.load(config, data, entropy);
        console.accept(
                String.format(
                        "Rallypoint %s  node %s  region %s",
                        Version.number(), identity.nodeId(), config.node().region()));
        try {
            ground = new VertxGround(config, cluster.map(this::plan));
        } catch (RuntimeException failure) {
            identity.close();
            throw failure;
        }
        rooms = new VertxRooms(ground.vertx());
        edge = openEdge();
        ops = new OpsVerticle(config.ops(), operators, ground.registry(), ground.forRooms(), edge);
    }

    /** Before any port is open: a certificate that is no good is said at once. */
    private VertxEdge openEdge() {
        try {
            return new VertxEdge(
                    ground.vertx(), config.http(), config.tls(), ground.metrics(), ground.clock());
        } catch (RuntimeException failure) {
            ground.stop();
            identity.close();
            throw failure;
        }
    }

    /**
     * Starts a node and says a line for each port. Blocks until it is ready.
     *
     * @param cluster the Hazelcast file of the cluster to join; empty = alone
     * @param console gets one line at a time
     * @throws ConfigException if a setting is wrong or a port is taken
     */
    public static Server start(Config config, Optional<Path> cluster, Consumer<String> console) {
        long beganNanos = System.nanoTime();
        Server server = new Server(config, cluster, console);
        try {
            server.startRooms();
        } catch (Exception failure) {
            server.stop();
            throw failure;
        }
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        console.accept(String.format("ready in %.1f s; Ctrl-C stops it", seconds));
        return server;
    }

    private void startRooms() {
        rooms.open("ops", ops);
        filter = new FilterVerticle(config.filter(), identity.nodeId(), ground.forRooms());
        rooms.open("filter", filter);
        startStore();
        StunVerticle stun =
                new StunVerticle(
                        new StunVerticle.Settings(
                                config.stun(),
                                config.turn(),
                                ground.isClustered(),
                                Optional.of(edge),
                                new StunGate(
                                        () -> filter.rules().firewallOfStrangers(),
                                        CallGate.exemptRanges(config.security()))),
                        ground.forRooms());
        rooms.open("stun", stun);
        InetAddress bound = OpenedPorts.address("relay.host", config.relay().host());
        AdvertisedAddress advertised = new VertxAddressQuestion(config, ground.bus()).answer(bound);
        NodeAddresses addresses =
                new NodeAddresses(advertised.host(), bound, LocalAddresses.ofThisMachine());
        List<RelayEndpoint> relays = startRelays(addresses);
        console.accept(
                "             players reach it at "
                        + relays.get(0).publicAddress()
                        + (relays.size() == 1 ? ": " : " and the other relay ports: ")
                        + advertised.reason());
        NodeInfo self =
                nodeInfo(addresses, relays, stun.port())
                        .withIce(stun.alternatePort(), startTurn(stun, addresses));
        rooms.open(
                "cluster",
                new ClusterVerticle(self, ground.hazelcast(), ground.bus(), ground.metrics()));
        rooms.open(
                "outbox",
                new OutboxVerticle(config.store(), ground.hazelcast(), ground.forRooms()));
        rooms.open("rating", new RatingVerticle(config.rating(), ground.forRooms()));
        rooms.open("lobby", lobby());
        rooms.open("matchmaking", matchmaking());
        rooms.open("timeline", timeline());
        rooms.open("anticheat", anticheat());
        rooms.open(
                "security",
                new SecurityVerticle(
                        config.security(),
                        config.lockout(),
                        ground.hazelcast(),
                        ground.forRooms()));
        rooms.open(
                "login",
                new LoginVerticle(config.security(), ground.hazelcast(), ground.forRooms()));
        startHttp();
        new VertxKeyWatch(ground, keys, keysOfOthers()).start();
        ports.http("operator", ops.isSecure(), config.ops().host(), ops.port());
        ports.sayWhoReachesThem(addresses);
        startPortMapping(addresses);
        VertxGround.await(ops.announceServing());
    }

    /** Goes on by itself: it takes a router some twenty seconds to answer, or not. */
    private void startPortMapping(NodeAddresses addresses) {
        if (config.node().portMapping()) {
            rooms.open(
                    "portmapping",
                    new PortMappingVerticle(ports.ofPlayers(), addresses.publicHost(), console));
        }
    }

    private Optional<HazelcastKeySets> keysOfOthers() {
        return ground.isClustered()
                ? Optional.of(new HazelcastKeySets(ground.hazelcast(), identity.nodeId()))
                : Optional.empty();
    }

    private VertxGround.ClusterPlan plan(Path clusterFile) {
        VertxBusTransport bus = new VertxBusTransport(config.cluster());
        NodeFacts facts =
                new NodeFacts()
                        .with(
                                "relay.protocolId",
                                Long.toUnsignedString(config.relay().protocolId()))
                        .with("TLS of the event bus", bus.isEncrypted() ? "on" : "off");
        HazelcastInstances.Joining node =
                new HazelcastInstances.Joining(
                        identity.nodeId(),
                        config.node().region(),
                        facts,
                        VertxKeyWatch.told(keys),
                        config.cluster().allowPublicAddress(),
                        new VotersFile(Path.of(config.node().dataDirectory())));
        return new VertxGround.ClusterPlan(clusterFile, node, bus);
    }

    /** Alone without asking, so that nothing waits for Hazelcast. */
    private void startStore() {
        if (!config.store().enabled()) {
            return;
        }
        if (ground.isClustered()
                && !HazelcastStoreChoice.isOurs(
                        ground.hazelcast(), identity.nodeId(), config.store())) {
            return;
        }
        Path data = Path.of(config.node().dataDirectory());
        rooms.open(
                "store",
                new StoreVerticle(
                        new StoreVerticle.Settings(config.store(), config.rating(), data),
                        ground.bus(),
                        ground.metrics(),
                        ground.clock()));
    }

    /** The URLs that clients are told. */
    private List<String> startTurn(StunVerticle stun, NodeAddresses addresses) {
        NodeTurn turn = new NodeTurn(config, keys, addresses);
        boolean isServed =
                config.turn().enabled() && VertxGround.await(stun.serveTurn(turn.terms()));
        String host = config.stun().host();
        ports.udp("stun", host, stun.port());
        if (stun.alternatePort() > 0) {
            ports.udp("stun-other", host, stun.alternatePort());
        }
        ports.tcp("stun-tcp", host, stun.tcpPort());
        stun.tlsPort().ifPresent(port -> ports.tls("stun-tls", host, port));
        if (isServed) {
            ports.turnRelayed(host, config.turn().minPort(), config.turn().maxPort());
        }
        return turn.iceUrls(isServed, stun.port(), stun.tcpPort(), stun.tlsPort());
    }

    /** In one deployment, so that each gets the event loop after the one before. */
    private List<RelayEndpoint> startRelays(NodeAddresses addresses) {
        relayRooms =
                RelayLoop.all(config.relay()).stream().map(loop -> relay(loop, addresses)).toList();
        rooms.open("relay", relayRooms);
        relayRooms.forEach(relay -> ports.udp("relay", config.relay().host(), relay.port()));
        return relayRooms.stream().map(relay -> addresses.relayEndpoint(relay.port())).toList();
    }

    private RelayVerticle relay(RelayLoop loop, NodeAddresses addresses) {
        RelayVerticle.Settings settings =
                new RelayVerticle.Settings(
                        loop,
                        keys::tokenKeys,
                        addresses.publicHost(),
                        addresses.relayHosts(),
                        identity.restartEpoch(),
                        PacketCiphers.fastest(),
                        filter::rules);
        return new RelayVerticle(settings, ground.forRooms()).judging(gameModes);
    }

    private LobbyVerticle lobby() {
        return new LobbyVerticle(
                new LobbyVerticle.Settings(
                        config.lobby(),
                        config.relay(),
                        config.node(),
                        Set.copyOf(gameModes.names())),
                new LobbyVerticle.Self(identity.nodeId(), keys::tokenKeys),
                ground.hazelcast(),
                ground.forRooms());
    }

    private MatchmakingVerticle matchmaking() {
        MatchmakingVerticle.Settings settings =
                new MatchmakingVerticle.Settings(
                        config.tickets(),
                        config.matchmaking().intervalMs(),
                        modeRules,
                        MatchFunctions.load()::of,
                        config.node());
        return new MatchmakingVerticle(
                settings, identity.nodeId(), ground.hazelcast(), ground.forRooms());
    }

    private TimelineVerticle timeline() {
        return new TimelineVerticle(identity.nodeId(), relayRooms.size(), ground.forRooms());
    }

    private AnticheatVerticle anticheat() {
        Path evidence = Path.of(config.node().dataDirectory()).resolve("evidence");
        return new AnticheatVerticle(
                new AnticheatVerticle.Settings(
                        identity.nodeId(), config.anticheat(), gameModes, evidence),
                ground.forRooms());
    }

    private void startHttp() {
        HttpSettings settings =
                HttpSettings.of(config.http(), config.security(), config.node(), keys::accessToken);
        HttpVerticle matchmaking = new HttpVerticle(settings, edge, ground.forRooms());
        rooms.open("http", matchmaking);
        http = Optional.of(matchmaking);
        ports.http("matchmaking", edge.hasTls(), config.http().host(), matchmaking.port());
        startRedirect(matchmaking.port());
    }

    private void startRedirect(int apiPort) {
        if (edge.hasTls() && config.tls().redirectPort() >= 0) {
            RedirectVerticle redirect = new RedirectVerticle(config.tls(), edge, apiPort);
            rooms.open("redirect", redirect);
            ports.http("redirect", false, config.http().host(), redirect.port());
        }
    }

    private NodeInfo nodeInfo(NodeAddresses addresses, List<RelayEndpoint> relays, int stunPort) {
        return new NodeInfo(
                identity.nodeId(),
                config.node().region(),
                relays,
                NodeAddresses.hostAndPort(addresses.publicHost(), stunPort),
                0,
                config.relay().maxSessions(),
                false,
                ground.clock().nowMs(),
                Version.number());
    }

    /**
     * Hands the matches to the other nodes, while everything still answers; then stops it in order,
     * whatever of it is running. Blocks; not for an event loop.
     *
     * @return whether every part stopped cleanly and in time
     */
    public boolean stop() {
        ops.announceStopping();
        http.ifPresent(HttpVerticle::announceStopping);
        boolean clean = handOver() & rooms.close(STOP_ORDER) & ground.stop();
        identity.close();
        return clean;
    }

    private boolean handOver() {
        if (!ground.isClustered()) {
            return true;
        }
        VertxDrain drain =
                new VertxDrain(
                        ground.vertx(), ground.bus(), identity.nodeId(), this::players, console);
        int seconds = config.node().drainSeconds();
        return VertxGround.stopped("drain", drain.run(seconds), seconds + DRAIN_CALLS_SECONDS);
    }

    private int players() {
        return relayRooms.stream()
                .mapToInt(relay -> (int) relay.counters().get(Total.SESSIONS))
                .sum();
    }
}
