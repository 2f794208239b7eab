package dev.rallypoint.turn;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.NettyRelayedSocket;
import dev.rallypoint.runtime.NettyRelayedSockets;
import dev.rallypoint.turn.server.RelayedPort;
import dev.rallypoint.turn.server.RelayedPorts;
import io.vertx.core.Context;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Relayed ports as sockets of the verticle's event loop, bound where the STUN port is. */
final class VertxRelayedPorts implements RelayedPorts {
    private static final byte[] ANY_IPV4 = new byte[4];
    private static final byte[] ANY_IPV6 = new byte[16];

    private final NettyRelayedSockets sockets;
    private final InetAddress host;
    private final EpochClock clock;

    /**
     * @param host of the STUN port; 0.0.0.0 or :: = all, of both families
     */
    VertxRelayedPorts(Context context, InetAddress host, EpochClock clock) {
        this.sockets = new NettyRelayedSockets(context);
        this.host = host;
        this.clock = clock;
    }

    @Override
    public Optional<RelayedPort> open(IpFamily family, int port) {
        return bindAddress(family)
                .flatMap(address -> sockets.open(new InetSocketAddress(address, port)))
                .map(Port::new);
    }

    private Optional<InetAddress> bindAddress(IpFamily family) {
        boolean isIpv4 = family == IpFamily.IPV4;
        try {
            if (host.isAnyLocalAddress()) {
                return Optional.of(InetAddress.getByAddress(isIpv4 ? ANY_IPV4 : ANY_IPV6));
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is always legal", e);
        }
        return Optional.of(host).filter(bound -> IpFamily.of(addressOf(bound)) == family);
    }

    private static PeerAddress addressOf(InetAddress bound) {
        return PeerAddress.of(bound.getAddress(), 0);
    }

    @Override
    public boolean canForbidFragments() {
        return true;
    }

    /** Datagrams that the kernel refused to send. */
    long sendFailures() {
        return sockets.sendFailures();
    }

    private final class Port implements RelayedPort {
        private final NettyRelayedSocket socket;

        Port(NettyRelayedSocket socket) {
            this.socket = socket;
        }

        @Override
        public int port() {
            return socket.port();
        }

        @Override
        public void receiveWith(Receiver receiver) {
            socket.receiveWith(
                    (from, datagram) -> receiver.onDatagram(from, datagram, clock.nowMs()));
        }

        @Override
        public void send(PeerAddress peer, ByteBuffer datagram) {
            socket.send(peer, datagram);
        }

        @Override
        public void sendUnfragmented(PeerAddress peer, ByteBuffer datagram) {
            socket.sendUnfragmented(peer, datagram);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
