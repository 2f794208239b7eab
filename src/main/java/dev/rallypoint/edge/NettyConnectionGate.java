package dev.rallypoint.edge;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.security.ConnectionLimits;
import dev.rallypoint.security.ConnectionLimits.Admission;
import dev.rallypoint.security.ConnectionLimits.Seat;
import dev.rallypoint.security.CutReason;
import dev.rallypoint.security.TrustedProxies;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The first to see a connection of an HTTP port: before TLS and before anything was read. What it
 * refuses costs an accept and a close. Runs on the acceptor's event loop.
 */
final class NettyConnectionGate extends ChannelInboundHandlerAdapter {
    static final AttributeKey<Seat> SEAT = AttributeKey.valueOf("rallypoint.seat");

    private final ConnectionLimits limits;
    private final TrustedProxies proxies;
    private final boolean onlyProxies;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;

    /**
     * @param onlyProxies whether each connection begins with the PROXY protocol
     */
    NettyConnectionGate(
            TrustedProxies proxies,
            boolean onlyProxies,
            ConnectionLimits limits,
            MicrometerMetrics metrics,
            EpochClock clock) {
        this.proxies = proxies;
        this.onlyProxies = onlyProxies;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        Admission admission = admit(connection);
        admission.seat().ifPresent(seat -> sit(connection, seat));
        if (admission.refused().isPresent()) {
            metrics.increment(Metric.HTTP_CONNECTIONS_CUT, admission.refused().get().label());
            connection.unsafe().closeForcibly();
            return;
        }
        ctx.fireChannelRead(message);
    }

    private static void sit(Channel connection, Seat seat) {
        connection.attr(SEAT).set(seat);
        connection.closeFuture().addListener(closed -> seat.release());
    }

    private Admission admit(Channel connection) {
        PeerAddress source = PeerAddress.of((InetSocketAddress) connection.remoteAddress());
        if (proxies.contains(source)) {
            return limits.admitUnnamed();
        }
        return onlyProxies
                ? new Admission(Optional.empty(), Optional.of(CutReason.NOT_A_PROXY))
                : limits.admit(source, clock.nowMs());
    }
}
