package dev.rallypoint.edge;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.security.CallGate;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.ConnectionLimits;
import dev.rallypoint.security.ConnectionLimits.Admission;
import dev.rallypoint.security.CutReason;
import dev.rallypoint.security.TrustedProxies;
import io.vertx.core.transport.Transport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The gates of a node's HTTP ports, each with seats of its own. Made before Vert.x is. */
public final class VertxGate {
    private final HttpConfig config;
    private final List<CidrBlock> exempt;
    private final TrustedProxies proxies;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final Entropy entropy;
    private final List<ConnectionLimits> ports = new CopyOnWriteArrayList<>();

    static {
        // Java reads these once, when its first TLS connection begins.
        prefer("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // Without ffdhe8192, which a client may choose and which costs many handshakes with a
        // curve.
        prefer("jdk.tls.namedGroups", "x25519,secp256r1,secp384r1,secp521r1,x448");
    }

    public VertxGate(
            HttpConfig config,
            SecurityConfig security,
            MicrometerMetrics metrics,
            EpochClock clock,
            Entropy entropy) {
        this.config = config;
        this.exempt = CallGate.exemptRanges(security);
        this.proxies = new TrustedProxies(config);
        this.metrics = metrics;
        this.clock = clock;
        this.entropy = entropy;
        metrics.gauge(
                Metric.HTTP_CONNECTIONS,
                () -> ports.stream().mapToInt(ConnectionLimits::open).sum());
    }

    private static void prefer(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * What Vert.x has to be built with, so that there is a gate before each HTTP server, and before
     * each server of {@link VertxGuardedOptions}.
     */
    public Transport transport() {
        return VertxGuardedTransport.of(this::newDoor);
    }

    private ConnectionDoor newDoor(boolean onlyProxies) {
        ConnectionLimits limits = new ConnectionLimits(config, exempt, entropy.nextLong());
        ports.add(limits);
        return new HttpDoor(limits, onlyProxies);
    }

    private final class HttpDoor implements ConnectionDoor {
        private final ConnectionLimits limits;
        private final boolean onlyProxies;

        HttpDoor(ConnectionLimits limits, boolean onlyProxies) {
            this.limits = limits;
            this.onlyProxies = onlyProxies;
        }

        @Override
        public Admission admit(PeerAddress source) {
            if (proxies.contains(source)) {
                return limits.admitUnnamed();
            }
            return onlyProxies
                    ? Admission.refuse(CutReason.NOT_A_PROXY)
                    : limits.admit(source, clock.nowMs());
        }

        @Override
        public void onCut(CutReason reason) {
            metrics.increment(Metric.HTTP_CONNECTIONS_CUT, reason.label());
        }
    }
}
