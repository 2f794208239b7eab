package dev.rallypoint.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;

/**
 * Vert.x's own transport, with a gate in front of each server that strangers reach. Vert.x shows a
 * connection to its users only after the TLS handshake, and knows no limit of connections; the
 * transport is where it lets others configure the listening socket.
 */
final class VertxGuardedTransport implements io.vertx.core.transport.Transport {
    /** Who lets in at an HTTP port. */
    @FunctionalInterface
    interface Doors {
        /**
         * @param onlyProxies whether each connection begins with the PROXY protocol
         */
        ConnectionDoor newDoor(boolean onlyProxies);
    }

    private final io.vertx.core.transport.Transport transport;
    private final Guarded guarded;

    private VertxGuardedTransport(io.vertx.core.transport.Transport transport, Doors doors) {
        this.transport = transport;
        this.guarded = new Guarded(transport.implementation(), doors);
    }

    /**
     * The system's own transport (epoll on Linux), or Java's where there is none.
     *
     * @param doors makes one for each HTTP server
     */
    static VertxGuardedTransport of(Doors doors) {
        io.vertx.core.transport.Transport system =
                io.vertx.core.transport.Transport.nativeTransport();
        boolean isUsable = system != null && system.available();
        return new VertxGuardedTransport(
                isUsable ? system : io.vertx.core.transport.Transport.NIO, doors);
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public boolean available() {
        return transport.available();
    }

    @Override
    public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public Transport implementation() {
        return guarded;
    }

    /** Everything as the transport behind it does, but for {@link #configure} of a server. */
    private static final class Guarded implements Transport {
        private final Transport transport;
        private final Doors doors;

        Guarded(Transport transport, Doors doors) {
            this.transport = transport;
            this.doors = doors;
        }

        @Override
        public void configure(
                NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            transport.configure(options, domainSocket, bootstrap);
            // The event bus is a plain NetServer, and has no strangers.
            if (options instanceof HttpServerOptions && !domainSocket) {
                bootstrap.handler(
                        new NettyConnectionGate(doors.newDoor(options.isUseProxyProtocol())));
            }
            if (options instanceof VertxGuardedOptions guarded) {
                bootstrap.handler(new NettyConnectionGate(guarded.door()));
            }
        }

        @Override
        public boolean supportsDomainSockets() {
            return transport.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return transport.supportFileRegion();
        }

        @Override
        public boolean isAvailable() {
            return transport.isAvailable();
        }

        @Override
        public Throwable unavailabilityCause() {
            return transport.unavailabilityCause();
        }

        @Override
        public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
            return transport.convert(address);
        }

        @Override
        public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
            return transport.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return transport.ioHandlerFactory();
        }

        @Override
        public EventLoopGroup eventLoopGroup(
                int type, int threads, ThreadFactory threadFactory, int ioRatio) {
            return transport.eventLoopGroup(type, threads, threadFactory, ioRatio);
        }

        @Override
        public DatagramChannel datagramChannel() {
            return transport.datagramChannel();
        }

        @Override
        @SuppressWarnings("deprecation") // Vert.x's interface has it.
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return transport.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return transport.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return transport.serverChannelFactory(domainSocket);
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            transport.configure(channel, options);
        }

        @Override
        public void configure(
                ClientOptionsBase options,
                int connectTimeout,
                boolean domainSocket,
                Bootstrap bootstrap) {
            transport.configure(options, connectTimeout, domainSocket, bootstrap);
        }
    }
}
