package dev.rallypoint.edge;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.TlsConfig;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.ConnectionPace;
import dev.rallypoint.security.CutReason;
import dev.rallypoint.security.TrustedProxies;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all HTTP ports of a node have in common once Vert.x runs. Thread-safe. */
public final class VertxEdge {
    private static final Logger LOG = LoggerFactory.getLogger(VertxEdge.class);
    private static final long SWEEP_MS = 1_000;

    /**
     * Bounds what the kernel keeps for a client that does not read, and lets us see early that it
     * does not. The kernel takes twice as much, a round trip's worth on any player's line.
     */
    private static final int SEND_BUFFER_BYTES = 32_768;

    private final HttpConfig http;
    private final TlsConfig tlsFiles;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final Optional<VertxTls> tls;
    private final VertxClients clients;
    private final VertxBrowserRules browserRules;
    private final NettyRefusals refusals;
    private final ConnectionPace.Rules rules;

    /**
     * Reads the certificate, if there is to be one. Blocks.
     *
     * @throws ConfigException if its files are missing or no pair
     */
    public VertxEdge(
            Vertx vertx,
            HttpConfig http,
            TlsConfig tlsFiles,
            MicrometerMetrics metrics,
            EpochClock clock) {
        this.http = http;
        this.tlsFiles = tlsFiles;
        this.metrics = metrics;
        this.clock = clock;
        this.tls = VertxTls.open(vertx, http, tlsFiles, metrics, clock);
        this.clients = new VertxClients(http);
        this.browserRules = new VertxBrowserRules(tlsFiles);
        this.refusals = new NettyRefusals(http);
        this.rules = ConnectionPace.Rules.of(http);
        warnOfFileLimit();
    }

    private void warnOfFileLimit() {
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean system) {
            FileDescriptors.shortage(http, system.getMaxFileDescriptorCount()).ifPresent(LOG::warn);
        }
    }

    /**
     * What can be told without opening anything.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static void check(Config config) {
        new TrustedProxies(config.http());
    }

    public boolean hasTls() {
        return tls.isPresent();
    }

    public VertxClients clients() {
        return clients;
    }

    public VertxBrowserRules browserRules() {
        return browserRules;
    }

    /**
     * A server behind the gate, for the caller's event loop; give it its handlers, then let it
     * {@link #listen}. HTTP/1.1 only: HTTP/2 would bring its own ways to exhaust a server.
     */
    public HttpServer newServer(Vertx vertx, Port port) {
        return newServer(vertx, port, closed -> {});
    }

    /**
     * The same.
     *
     * @param onOpen told of each connection that is let in, and by that when it closes
     */
    public HttpServer newServer(Vertx vertx, Port port, Consumer<Future<Void>> onOpen) {
        HttpServerOptions options = options(port);
        tls(port).ifPresent(files -> files.applyTo(options));
        Set<NettyPace> open = new HashSet<>();
        vertx.setPeriodic(SWEEP_MS, timer -> sweep(open));
        return vertx.createHttpServer(options)
                .connectionHandler(
                        connection ->
                                letIn(connection, port)
                                        .ifPresent(pace -> serve(connection, pace, open, onOpen)))
                .exceptionHandler(this::onConnectionFailure);
    }

    /**
     * Where a server listens.
     *
     * @param isSecure whether it speaks TLS
     * @param isProxied whether each connection begins with the PROXY protocol
     */
    public record Port(String host, int port, boolean isSecure, boolean isProxied) {}

    /** The port of the API. */
    public Port apiPort() {
        return new Port(http.host(), http.port(), hasTls(), http.proxyProtocol());
    }

    /** The port that only sends clients on to {@link #apiPort}. */
    public Port redirectPort() {
        return new Port(http.host(), tlsFiles.redirectPort(), false, false);
    }

    private HttpServerOptions options(Port port) {
        return new HttpServerOptions()
                .setHost(port.host())
                .setPort(port.port())
                .setIdleTimeout(http.idleTimeoutSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(http.maxHeaderBytes())
                .setMaxInitialLineLength(http.maxUriBytes())
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setUseProxyProtocol(port.isProxied())
                .setProxyProtocolTimeout(http.headerTimeoutSeconds())
                .setProxyProtocolTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false);
    }

    /** Begins to serve; from then on a secure server gets every new certificate. */
    public Future<HttpServer> listen(HttpServer server, Port port) {
        return server.listen()
                .onSuccess(listening -> tls(port).ifPresent(files -> files.follow(listening)));
    }

    /**
     * A server of another protocol over TLS, which gets every new certificate; bound by the future.
     *
     * @param onConnected gets each connection after its handshake
     * @throws IllegalStateException if there is no certificate
     */
    public Future<NetServer> listenSecure(
            Vertx vertx, NetServerOptions options, Handler<NetSocket> onConnected) {
        VertxTls files = tls.orElseThrow(() -> new IllegalStateException("no certificate"));
        return vertx.createNetServer(files.applyTo(options))
                .connectHandler(onConnected)
                .exceptionHandler(this::onConnectionFailure)
                .listen()
                .onSuccess(files::follow);
    }

    private Optional<VertxTls> tls(Port port) {
        return tls.filter(files -> port.isSecure());
    }

    /** Empty for one that is over a limit, and closed. */
    private Optional<NettyPace> letIn(HttpConnection connection, Port port) {
        Channel channel = ((ConnectionBase) connection).channelHandlerContext().channel();
        NettyPace pace = new NettyPace(channel, rules, refusals, clock);
        Optional<CutReason> refused =
                port.isProxied() ? pace.claim(addressOf(connection)) : Optional.empty();
        if (refused.isPresent()) {
            count(refused.get());
            channel.close();
            return Optional.empty();
        }
        pace.join();
        return Optional.of(pace);
    }

    private static void serve(
            HttpConnection connection,
            NettyPace pace,
            Set<NettyPace> open,
            Consumer<Future<Void>> onOpen) {
        Promise<Void> end = Promise.promise();
        open.add(pace);
        connection.closeHandler(
                closed -> {
                    open.remove(pace);
                    end.complete();
                });
        onOpen.accept(end.future());
    }

    private static PeerAddress addressOf(HttpConnection connection) {
        return CidrBlock.addressOf(connection.remoteAddress().hostAddress());
    }

    private void sweep(Set<NettyPace> open) {
        // A copy: what is closed leaves the set at once.
        Set.copyOf(open).forEach(pace -> pace.check().ifPresent(this::count));
    }

    private void count(CutReason reason) {
        metrics.increment(Metric.HTTP_CONNECTIONS_CUT, reason.label());
    }

    /** Broken connections are everyday life on the internet, and no line in the log. */
    private void onConnectionFailure(Throwable failure) {
        if (failure instanceof javax.net.ssl.SSLException) {
            metrics.increment(Metric.TLS_HANDSHAKE_FAILURES);
        }
        LOG.trace("connection failed", failure);
    }
}
