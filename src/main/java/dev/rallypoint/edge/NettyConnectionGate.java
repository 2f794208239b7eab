package dev.rallypoint.edge;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.ConnectionLimits.Admission;
import dev.rallypoint.security.ConnectionLimits.Seat;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;

/**
 * The first to see a connection of a port: before TLS and before anything was read. What it refuses
 * costs an accept and a close. Runs on the acceptor's event loop.
 */
final class NettyConnectionGate extends ChannelInboundHandlerAdapter {
    static final AttributeKey<Seat> SEAT = AttributeKey.valueOf("rallypoint.seat");

    private final ConnectionDoor door;

    NettyConnectionGate(ConnectionDoor door) {
        this.door = door;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        Admission admission =
                door.admit(PeerAddress.of((InetSocketAddress) connection.remoteAddress()));
        admission.seat().ifPresent(seat -> sit(connection, seat));
        if (admission.refused().isPresent()) {
            door.onCut(admission.refused().get());
            connection.unsafe().closeForcibly();
            return;
        }
        ctx.fireChannelRead(message);
    }

    private static void sit(Channel connection, Seat seat) {
        connection.attr(SEAT).set(seat);
        connection.closeFuture().addListener(closed -> seat.release());
    }
}
