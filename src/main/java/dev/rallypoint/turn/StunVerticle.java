package dev.rallypoint.turn;

import dev.rallypoint.contract.AddressMessage.DiscoverAddress;
import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.contract.AddressMessage.GetIceServers;
import dev.rallypoint.contract.AddressMessage.IceServers;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.FilterMessage.FilterChanged;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StunConfig;
import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.edge.VertxGuardedOptions;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.NettyRelayedSockets;
import dev.rallypoint.runtime.NettyUdpPort;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.Firewall;
import dev.rallypoint.security.SourceLimits;
import dev.rallypoint.turn.server.ClientDoor;
import dev.rallypoint.turn.server.ClientTransport;
import dev.rallypoint.turn.server.TurnCredentials;
import dev.rallypoint.turn.server.TurnServer;
import dev.rallypoint.turn.server.TurnTerms;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The STUN and TURN ports over UDP, TCP and TLS, and the answer to {@link
 * BusContract#DISCOVER_ADDRESS} and {@link BusContract#GET_ICE_SERVERS}.
 */
public final class StunVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StunVerticle.class);
    private static final String SOFTWARE = "Rallypoint";
    private static final int BUFFER_BYTES = 4 << 20;
    private static final int TICK_MS = 1_000;
    private static final long MS_PER_SECOND = 1_000;

    /** Sources told apart at the same time: 1 MiB. */
    private static final int SOURCE_PLACES = 65_536;

    /**
     * @param isClustered whether other nodes may lend their address
     * @param edge serves TLS, if it has a certificate; empty = no TLS
     * @param gate who may come in
     */
    public record Settings(
            StunConfig stun,
            TurnConfig turn,
            boolean isClustered,
            Optional<VertxEdge> edge,
            StunGate gate) {
        private boolean wantsSecondAddress() {
            return stun.alternatePort() > 0 && (isClustered || !stun.alternateHost().isBlank());
        }
    }

    private final Settings settings;
    private final VertxBus bus;
    private final EpochClock clock;
    private final Entropy entropy;
    private final VertxTurnMetrics figures;
    private final VertxStunConnections connections;
    private final Set<VertxAddressQuestion> questions = new HashSet<>();
    private NettyUdpPort port;
    private StunServer server;
    private NetServer tcp;
    private Optional<NetServer> tls = Optional.empty();
    private Optional<VertxSecondAddress> second = Optional.empty();
    private Optional<TurnTerms> terms = Optional.empty();
    private Optional<TurnServer> turn = Optional.empty();

    public StunVerticle(Settings settings, Ground ground) {
        this.settings = settings;
        this.bus = ground.bus();
        this.clock = ground.clock();
        this.entropy = ground.entropy();
        MicrometerMetrics metrics = ground.metrics();
        figures = new VertxTurnMetrics(metrics);
        connections =
                new VertxStunConnections(
                        settings.turn(),
                        settings.gate().exempt(),
                        new Service(),
                        clock,
                        metrics,
                        entropy.nextLong());
    }

    @Override
    public Future<?> start() {
        StunConfig config = settings.stun();
        port = new NettyUdpPort(context, BUFFER_BYTES);
        SourceLimits limits =
                new SourceLimits(config.requestsPerSource(), SOURCE_PLACES, entropy.nextLong());
        server = new StunServer(new BindingResponder(SOFTWARE), limits::tryTake);
        figures.show(server, port::sendFailures);
        onFilter(new FilterChanged());
        ClientDoor door = new ClientDoor(ClientTransport.UDP, port);
        vertx.setPeriodic(TICK_MS, timer -> tick());
        return port.open(
                        config.host(),
                        config.port(),
                        (from, datagram) -> server.onMessage(door, from, datagram, clock.nowMs()))
                .compose(bound -> openSecond(door))
                .compose(opened -> listenTcp())
                .compose(listening -> listenTls())
                .compose(listening -> bus.serve(BusContract.DISCOVER_ADDRESS, this::discover))
                .compose(serving -> bus.serve(BusContract.GET_ICE_SERVERS, this::iceServers))
                .compose(serving -> bus.subscribe(BusContract.NODES_CHANGED, this::onNodes))
                .compose(serving -> bus.subscribe(BusContract.FILTER_CHANGED, this::onFilter))
                .compose(serving -> bus.subscribe(BusContract.BANS_CHANGED, this::onBans));
    }

    private Future<Void> openSecond(ClientDoor door) {
        if (!settings.wantsSecondAddress()) {
            return Future.succeededFuture();
        }
        VertxSecondAddress opened =
                new VertxSecondAddress(
                        context,
                        settings.stun(),
                        bus,
                        clock,
                        new VertxSecondAddress.Wiring(server, door, port, entropy.nextLong()));
        return opened.open().onSuccess(bound -> second = Optional.of(opened));
    }

    private void onBans(BansChanged changed) {
        Set<String> players =
                changed.bans().stream()
                        .filter(ban -> ban.subject().equals(Ban.PLAYER))
                        .map(Ban::value)
                        .collect(Collectors.toSet());
        turn.ifPresent(serving -> serving.setBanned(players));
    }

    private void onFilter(FilterChanged changed) {
        Firewall firewall = settings.gate().firewall().get();
        server.setFirewall(firewall);
        connections.setFirewall(firewall);
    }

    private void onNodes(Nodes nodes) {
        second.ifPresent(addresses -> addresses.onNodes(nodes));
        turn.ifPresent(serving -> serving.setAlternates(Partner.alternates(nodes)));
    }

    /** On the number of the UDP port; if that was any free one, TCP may need another. */
    private Future<Void> listenTcp() {
        Future<NetServer> listening = listenTcp(port.port());
        return (settings.stun().port() == 0 ? listening.recover(taken -> listenTcp(0)) : listening)
                .onSuccess(bound -> tcp = bound)
                .mapEmpty();
    }

    private Future<NetServer> listenTcp(int number) {
        return vertx.createNetServer(options(number))
                .connectHandler(connections.of(ClientTransport.TCP))
                .listen();
    }

    private Future<Void> listenTls() {
        int number = settings.turn().tlsPort();
        Optional<VertxEdge> edge = settings.edge().filter(VertxEdge::hasTls);
        if (edge.isEmpty() || number < 0) {
            return Future.succeededFuture();
        }
        return edge.get()
                .listenSecure(vertx, options(number), connections.of(ClientTransport.TLS))
                .onSuccess(bound -> tls = Optional.of(bound))
                .mapEmpty();
    }

    private NetServerOptions options(int number) {
        return new VertxGuardedOptions(connections)
                .setHost(settings.stun().host())
                .setPort(number)
                .setTcpNoDelay(true);
    }

    private final class Service implements VertxStunConnections.Service {
        @Override
        public void onMessage(ClientDoor door, PeerAddress from, ByteBuffer message, long nowMs) {
            server.onMessage(door, from, message, nowMs);
        }

        @Override
        public void onClosed(ClientDoor door) {
            turn.ifPresent(serving -> serving.onClosed(door));
        }

        @Override
        public void onDropped(DropReason reason) {
            turn.ifPresent(serving -> serving.counters().drop(reason));
        }
    }

    /**
     * Serves TURN from now on, now that the node's address is known. Any thread.
     *
     * @return whether this platform can
     */
    public Future<Boolean> serveTurn(TurnTerms newTerms) {
        Promise<Boolean> served = Promise.promise();
        context.runOnContext(now -> served.complete(beginTurn(newTerms)));
        return served.future();
    }

    private boolean beginTurn(TurnTerms newTerms) {
        if (!NettyRelayedSockets.isAvailable(context)) {
            LOG.warn("TURN is off: it needs Linux and Netty's native transport");
            return false;
        }
        VertxRelayedPorts ports = new VertxRelayedPorts(context, boundHost(), clock);
        TurnServer serving = new TurnServer(newTerms, ports, entropy, figures::count);
        figures.show(serving, ports::sendFailures);
        server.serve(serving);
        turn = Optional.of(serving);
        terms = Optional.of(newTerms);
        return true;
    }

    private InetAddress boundHost() {
        try {
            return InetAddress.getByName(settings.stun().host());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the port is bound to it", e);
        }
    }

    private void tick() {
        connections.onTimer();
        turn.ifPresent(serving -> serving.onTimer(clock.nowMs()));
    }

    private Future<DiscoveredAddress> discover(DiscoverAddress wanted) {
        VertxAddressQuestion question = new VertxAddressQuestion(context, wanted, clock, entropy);
        questions.add(question);
        return question.ask().onComplete(answered -> questions.remove(question));
    }

    private Future<IceServers> iceServers(GetIceServers question) {
        Optional<TurnCredentials> credentials =
                terms.map(known -> credentials(known, question.playerId()));
        return bus.request(BusContract.GET_NODES, new GetNodes())
                .map(nodes -> IceServerList.of(nodes, credentials))
                .map((List<Api.IceServer> servers) -> new IceServers(servers));
    }

    private TurnCredentials credentials(TurnTerms known, String playerId) {
        long expiresAtMs = clock.nowMs() + known.config().credentialSeconds() * MS_PER_SECOND;
        return TurnCredentials.of(known.secrets().get().get(0), playerId, expiresAtMs);
    }

    /** The bound UDP port; known when the verticle is deployed. */
    public int port() {
        return port.port();
    }

    /** The bound second UDP port; 0 if there is none. */
    public int alternatePort() {
        return second.map(VertxSecondAddress::alternatePort).orElse(0);
    }

    /** The bound TCP port; the same number unless that was taken and any would do. */
    public int tcpPort() {
        return tcp.actualPort();
    }

    /** The bound TLS port, if there is one. */
    public Optional<Integer> tlsPort() {
        return tls.map(NetServer::actualPort);
    }

    @Override
    public Future<?> stop() {
        Set.copyOf(questions).forEach(VertxAddressQuestion::close);
        connections.close();
        second.ifPresent(VertxSecondAddress::close);
        turn.ifPresent(TurnServer::close);
        return port.close();
    }
}
