package dev.rallypoint.turn;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.edge.ConnectionDoor;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.ConnectionLimits;
import dev.rallypoint.security.ConnectionLimits.Admission;
import dev.rallypoint.security.ConnectionLimits.Seat;
import dev.rallypoint.security.CutReason;
import dev.rallypoint.security.Firewall;
import dev.rallypoint.turn.server.ClientDoor;
import dev.rallypoint.turn.server.ClientTransport;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The TCP and TLS connections of the STUN and TURN ports: let in by the gate before them, framed,
 * and ended.
 */
final class VertxStunConnections implements ConnectionDoor {
    /** What is done with messages, and when a connection has ended. */
    interface Service {
        void onMessage(ClientDoor door, PeerAddress from, ByteBuffer message, long nowMs);

        void onClosed(ClientDoor door);

        void onDropped(DropReason reason);
    }

    /** A connection that is silent and has no allocation is given up. */
    private static final long IDLE_MS = 30_000;

    private static final int NEW_PER_SECOND = 50;
    private static final String NOT_STUN = "not_stun";
    private static final String IDLE = "idle";

    private final Service service;
    private final EpochClock clock;
    private final MicrometerMetrics metrics;
    private final ConnectionLimits limits;
    private volatile Firewall firewall = Firewall.OPEN;
    private final Set<VertxStunConnection> open = new HashSet<>();

    /**
     * @param exempt whose addresses have no limit of their own
     * @param seed random
     */
    VertxStunConnections(
            TurnConfig config,
            List<CidrBlock> exempt,
            Service service,
            EpochClock clock,
            MicrometerMetrics metrics,
            long seed) {
        this.service = service;
        this.clock = clock;
        this.metrics = metrics;
        limits =
                new ConnectionLimits(
                        config.connections(),
                        config.connectionsPerAddress(),
                        NEW_PER_SECOND,
                        exempt,
                        seed);
        metrics.gauge(Metric.STUN_CONNECTIONS, limits::open);
    }

    /** The gate of each of the ports. On the acceptor's thread. */
    @Override
    public Admission admit(PeerAddress source) {
        if (firewall.isDenied(source)) {
            return Admission.refuse(CutReason.FIREWALL_DENIED);
        }
        Admission admission = limits.admit(source, clock.nowMs());
        // STUN has no words for who is over the limit: he is not let in to be told.
        Optional<Seat> told = admission.seat().filter(Seat::isOverLimit);
        told.ifPresent(Seat::release);
        return told.isPresent() ? Admission.refuse(CutReason.CONNECTIONS_PER_ADDRESS) : admission;
    }

    @Override
    public void onCut(CutReason reason) {
        metrics.increment(Metric.STUN_CONNECTIONS_CUT, reason.label());
    }

    /** For newcomers, and for who is here. */
    void setFirewall(Firewall newFirewall) {
        firewall = newFirewall;
        // A copy: what is closed leaves the set.
        List.copyOf(open).stream()
                .filter(connection -> newFirewall.isDenied(connection.client()))
                .forEach(connection -> end(connection, CutReason.FIREWALL_DENIED.label()));
    }

    /** What a server does with its connections. */
    Handler<NetSocket> of(ClientTransport transport) {
        return socket -> onConnected(socket, transport);
    }

    private void onConnected(NetSocket socket, ClientTransport transport) {
        PeerAddress client =
                CidrBlock.addressOf(socket.remoteAddress().hostAddress())
                        .withPort(socket.remoteAddress().port());
        VertxStunConnection connection =
                new VertxStunConnection(
                        socket,
                        client,
                        transport,
                        () -> service.onDropped(DropReason.TURN_CLIENT_TOO_SLOW));
        open.add(connection);
        socket.closeHandler(
                closed -> {
                    open.remove(connection);
                    service.onClosed(connection.door());
                });
        // Resets are everyday life on the internet; the close handler does the rest.
        socket.exceptionHandler(broken -> socket.close());
        socket.handler(bytes -> onBytes(connection, bytes));
        onBytes(connection, Buffer.buffer());
    }

    private void onBytes(VertxStunConnection connection, Buffer bytes) {
        long nowMs = clock.nowMs();
        boolean isStun =
                connection.onBytes(
                        bytes,
                        nowMs,
                        message ->
                                service.onMessage(
                                        connection.door(), connection.client(), message, nowMs));
        if (!isStun) {
            end(connection, NOT_STUN);
        }
    }

    private void end(VertxStunConnection connection, String reason) {
        metrics.increment(Metric.STUN_CONNECTIONS_CUT, reason);
        connection.close();
    }

    /** To be called about once a second. */
    void onTimer() {
        long nowMs = clock.nowMs();
        // A copy: what is closed leaves the set.
        List.copyOf(open).stream()
                .filter(connection -> connection.isIdle(IDLE_MS, nowMs))
                .forEach(connection -> end(connection, IDLE));
    }

    void close() {
        List.copyOf(open).forEach(VertxStunConnection::close);
    }
}
