package dev.rallypoint.edge;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.TlsConfig;
import dev.rallypoint.edge.VertxCertificate.UnusableException;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a node's ports from two PEM files, which are read again and again. By content, not by file
 * events: certbot switches links, others rename directories or write in place, and a pair that is
 * half written is no pair yet. A pair that is no good changes nothing.
 */
final class VertxTls {
    private static final Logger LOG = LoggerFactory.getLogger(VertxTls.class);
    private static final long SETTLE_MS = 1_000;
    private static final double MS_PER_DAY = TimeUnit.DAYS.toMillis(1);

    /** Those with forward secrecy and authenticated encryption, as browsers of ten years have. */
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** BoringSSL where it loads: a handshake costs a fraction of the JDK's. */
    private static final SSLEngineOptions ENGINE =
            OpenSSLEngineOptions.isAvailable()
                    ? new OpenSSLEngineOptions()
                    : new JdkSSLEngineOptions();

    private static final Set<String> PROTOCOLS = new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));

    private final Vertx vertx;
    private final TlsConfig config;
    private final int handshakeSeconds;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final List<Server> servers = new CopyOnWriteArrayList<>();
    private PemPair taken;
    private PemPair candidate;
    private String refusal = "";
    private volatile VertxCertificate current;

    /** A server that takes another certificate while it runs. */
    private interface Server {
        Future<Boolean> update(ServerSSLOptions options);
    }

    private VertxTls(
            Vertx vertx,
            HttpConfig http,
            TlsConfig config,
            MicrometerMetrics metrics,
            EpochClock clock)
            throws IOException, UnusableException {
        this.vertx = vertx;
        this.config = config;
        this.handshakeSeconds = http.headerTimeoutSeconds();
        this.metrics = metrics;
        this.clock = clock;
        this.taken = PemPair.read(config);
        this.candidate = taken;
        this.current = VertxCertificate.of(taken, vertx);
        metrics.gauge(
                Metric.TLS_CERTIFICATE_DAYS,
                () -> (current.expiresAtMs() - clock.nowMs()) / MS_PER_DAY);
    }

    /**
     * Reads the files and follows them from now on. Blocks.
     *
     * @return empty if {@code tls.directory} is
     * @throws ConfigException if the files are missing or are no pair
     */
    static Optional<VertxTls> open(
            Vertx vertx,
            HttpConfig http,
            TlsConfig config,
            MicrometerMetrics metrics,
            EpochClock clock) {
        if (config.directory().isBlank()) {
            return Optional.empty();
        }
        try {
            VertxTls tls = new VertxTls(vertx, http, config, metrics, clock);
            tls.begin();
            return Optional.of(tls);
        } catch (IOException e) {
            throw new ConfigException(e.getMessage(), e);
        } catch (UnusableException e) {
            throw new ConfigException(
                    "tls.directory = " + config.directory() + ": " + e.getMessage(), e);
        }
    }

    private void begin() {
        LOG.info("certificate in use {}", current);
        LOG.info("TLS by {}", OpenSSLEngineOptions.isAvailable() ? "BoringSSL" : "the JDK");
        if (!current.isValidAt(clock.nowMs())) {
            LOG.error("clients refuse this certificate: it is not valid today {}", current);
        }
        long everyMs = TimeUnit.SECONDS.toMillis(config.checkSeconds());
        vertx.setPeriodic(everyMs, timer -> vertx.executeBlocking(this::check));
    }

    <T extends NetServerOptions> T applyTo(T options) {
        return apply(current, options);
    }

    private <T extends NetServerOptions> T apply(VertxCertificate certificate, T options) {
        SUITES.forEach(options::addEnabledCipherSuite);
        options.setSsl(true)
                .setSslEngineOptions(ENGINE)
                .setKeyCertOptions(certificate.options())
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setSslHandshakeTimeout(handshakeSeconds)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        return options;
    }

    /**
     * Gives the server the certificate in use, which is new since it was made perhaps, and all
     * after.
     */
    void follow(HttpServer server) {
        follow(server::updateSSLOptions);
    }

    /** The same for a server of another protocol. */
    void follow(NetServer server) {
        follow(server::updateSSLOptions);
    }

    private synchronized void follow(Server server) {
        servers.add(server);
        update(server, current).onFailure(this::refuse);
    }

    /**
     * One file is switched after the other: a change is judged once it is the same a second later.
     * What is refused is judged again each time: it may be valid from tonight on.
     */
    private synchronized Void check() {
        try {
            PemPair found = PemPair.read(config);
            if (!found.equals(candidate)) {
                candidate = found;
                vertx.setTimer(SETTLE_MS, timer -> vertx.executeBlocking(this::check));
            } else if (!found.equals(taken)) {
                take(found, VertxCertificate.of(found, vertx));
            }
        } catch (IOException | UnusableException e) {
            refuse(e);
        }
        return null;
    }

    private void take(PemPair files, VertxCertificate fresh) throws UnusableException {
        if (!fresh.isValidAt(clock.nowMs())) {
            throw new UnusableException("it is not valid today: " + fresh);
        }
        Future.join(servers.stream().map(server -> update(server, fresh)).toList())
                .onSuccess(updated -> onTaken(files, fresh))
                .onFailure(this::refuse);
    }

    private Future<Boolean> update(Server server, VertxCertificate fresh) {
        return server.update(apply(fresh, new HttpServerOptions()).getSslOptions());
    }

    private synchronized void onTaken(PemPair files, VertxCertificate fresh) {
        taken = files;
        current = fresh;
        refusal = "";
        metrics.increment(Metric.TLS_RELOADS, "taken");
        LOG.info("new certificate in use {}", fresh);
    }

    /** Said once for each reason: the next look is seconds away. */
    private synchronized void refuse(Throwable reason) {
        if (refusal.equals(String.valueOf(reason.getMessage()))) {
            return;
        }
        refusal = String.valueOf(reason.getMessage());
        metrics.increment(Metric.TLS_RELOADS, "refused");
        LOG.error(
                "the files in tls.directory={} are not taken: {}. Still in use: {}",
                config.directory(),
                refusal,
                current);
    }
}
