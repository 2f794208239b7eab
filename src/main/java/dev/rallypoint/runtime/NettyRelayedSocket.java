package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One of {@link NettyRelayedSockets}. Everything on their event loop. */
public final class NettyRelayedSocket implements EpollIoHandle {
    // From the kernel's linux/in.h and linux/in6.h.
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_DO = 2;

    private static final int NOT_BOUND = -1;

    private final NettyRelayedSockets owner;
    private final LinuxSocket socket;
    private final boolean isIpv6;
    private final int port;
    private NettyUdpPort.Receiver receiver = (from, datagram) -> {};
    private IoRegistration registration;
    private boolean closed;

    NettyRelayedSocket(NettyRelayedSockets owner, LinuxSocket socket, boolean isIpv6) {
        this.owner = owner;
        this.socket = socket;
        this.isIpv6 = isIpv6;
        port = socket.localAddress() == null ? NOT_BOUND : socket.localAddress().getPort();
        setMtuDiscovery(PMTUDISC_DONT);
    }

    /** The loop listens to it from now on. */
    void begin(IoRegistration with) {
        registration = with;
        if (closed) {
            with.cancel();
        } else {
            with.submit(EpollIoOps.EPOLLIN);
        }
    }

    /** The bound port. */
    public int port() {
        return port;
    }

    /**
     * From now on. The datagrams have {@link NettyRelayedSockets#HEADROOM_BYTES} before and {@link
     * NettyRelayedSockets#TAIL_BYTES} behind them, for the receiver to write.
     */
    public void receiveWith(NettyUdpPort.Receiver newReceiver) {
        receiver = newReceiver;
    }

    /** Queues a copy until the end of this turn of the loop. */
    public void send(PeerAddress to, ByteBuffer datagram) {
        if (!closed) {
            owner.send(this, to, datagram);
        }
    }

    /** Sends at once, with the DF bit set; refused if it is larger than the way's MTU. */
    public void sendUnfragmented(PeerAddress to, ByteBuffer datagram) {
        if (closed) {
            return;
        }
        owner.flush();
        setMtuDiscovery(PMTUDISC_DO);
        owner.send(this, to, datagram);
        owner.flush();
        setMtuDiscovery(PMTUDISC_DONT);
    }

    private void setMtuDiscovery(int value) {
        try {
            if (isIpv6) {
                socket.setIntOpt(IPPROTO_IPV6, IPV6_MTU_DISCOVER, value);
            } else {
                socket.setIntOpt(IPPROTO_IP, IP_MTU_DISCOVER, value);
            }
        } catch (IOException e) {
            owner.report(e);
        }
    }

    @Override
    public void handle(IoRegistration ready, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        if (ops.contains(EpollIoOps.EPOLLERR)) {
            forgetError();
        }
        if (ops.contains(EpollIoOps.EPOLLIN)) {
            owner.read(this);
        }
    }

    /** Or the loop would announce it for ever. */
    private void forgetError() {
        try {
            socket.getSoError();
        } catch (IOException e) {
            owner.report(e);
        }
    }

    NettyUdpPort.Receiver receiver() {
        return receiver;
    }

    boolean isOpen() {
        return !closed;
    }

    int descriptor() {
        return socket.intValue();
    }

    boolean isIpv6() {
        return isIpv6;
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    /** The port is free at once; what waits is sent before. Also called by a loop that ends. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        owner.flush();
        closed = true;
        owner.forget();
        if (registration != null) {
            registration.cancel();
        }
        NettyRelayedSockets.closeQuietly(socket);
    }
}
