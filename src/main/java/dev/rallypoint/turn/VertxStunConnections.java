package dev.rallypoint.turn;

import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.ConnectionLimits;
import dev.rallypoint.security.ConnectionLimits.Admission;
import dev.rallypoint.turn.server.ClientDoor;
import dev.rallypoint.turn.server.ClientTransport;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The TCP and TLS connections of the STUN and TURN ports: let in, framed, and ended. */
final class VertxStunConnections {
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
    private final Set<VertxStunConnection> open = new HashSet<>();

    /**
     * @param seed random
     */
    VertxStunConnections(
            Config.Turn config,
            Service service,
            EpochClock clock,
            MicrometerMetrics metrics,
            long seed) {
        this.service = service;
        this.clock = clock;
        this.metrics = metrics;
        List<CidrBlock> exempt = List.of();
        limits =
                new ConnectionLimits(
                        config.connections(),
                        config.connectionsPerAddress(),
                        NEW_PER_SECOND,
                        exempt,
                        seed);
        metrics.gauge(Metric.STUN_CONNECTIONS, limits::open);
    }

    /** What a server does with its connections. */
    Handler<NetSocket> of(ClientTransport transport) {
        return socket -> onConnected(socket, transport);
    }

    private void onConnected(NetSocket socket, ClientTransport transport) {
        PeerAddress client =
                CidrBlock.addressOf(socket.remoteAddress().hostAddress())
                        .withPort(socket.remoteAddress().port());
        Admission admission = limits.admit(client, clock.nowMs());
        if (admission.refused().isPresent()) {
            metrics.increment(Metric.STUN_CONNECTIONS_CUT, admission.refused().get().label());
            socket.close();
            return;
        }
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
                    admission.seat().orElseThrow().release();
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
