package dev.rallypoint.turn;

import dev.rallypoint.contract.AddressMessage.DiscoverAddress;
import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.NettyUdpPort;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One {@link AddressDiscovery} with its sockets, timer and names, on one event loop. It opens a
 * socket of its own for IPv4 and one for IPv6, and closes them when it is over.
 */
final class VertxAddressQuestion {
    private static final int BUFFER_BYTES = 65_536;

    /** The report must be back before whoever asked stops waiting for it. */
    private static final int MAX_TIMEOUT_MS = BusContract.DISCOVER_ADDRESS.timeoutMs() - 500;

    private final Context context;
    private final EpochClock clock;
    private final AddressDiscovery discovery;
    private final Promise<DiscoveredAddress> answer = Promise.promise();
    private Optional<NettyUdpPort> ipv4 = Optional.empty();
    private Optional<NettyUdpPort> ipv6 = Optional.empty();
    private long timerId = -1;
    private boolean closed;

    VertxAddressQuestion(
            Context context, DiscoverAddress question, EpochClock clock, Entropy entropy) {
        this.context = context;
        this.clock = clock;
        discovery =
                new AddressDiscovery(
                        question.servers(),
                        Math.min(question.timeoutMs(), MAX_TIMEOUT_MS),
                        clock.nowMs(),
                        entropy,
                        this::send);
    }

    /** Asks. Completes when the discovery is over, never with a failure. */
    Future<DiscoveredAddress> ask() {
        if (discovery.isOver()) {
            return Future.succeededFuture(discovery.result());
        }
        Future.join(
                        open("0.0.0.0").onSuccess(port -> ipv4 = Optional.of(port)),
                        open("::").onSuccess(port -> ipv6 = Optional.of(port)))
                .onComplete(
                        opened -> {
                            discovery.resolveWith(this::resolve);
                            goOn();
                        });
        return answer.future();
    }

    private Future<NettyUdpPort> open(String host) {
        NettyUdpPort port = new NettyUdpPort(context, BUFFER_BYTES);
        return port.open(host, 0, this::onDatagram).map(port);
    }

    private void onDatagram(PeerAddress from, ByteBuffer datagram) {
        discovery.onDatagram(from, datagram, clock.nowMs());
        // Netty calls outside of the context, and the timer must belong to it.
        context.runOnContext(ignored -> goOn());
    }

    private void send(PeerAddress to, ByteBuffer datagram) {
        portTo(to).ifPresent(port -> port.send(to, datagram));
    }

    private Optional<NettyUdpPort> portTo(PeerAddress server) {
        return server.isIpv4() ? ipv4 : ipv6;
    }

    /** Vert.x's resolver is its own DNS client: it blocks nobody and knows the hosts file. */
    private void resolve(int server, ServerName name) {
        ((VertxInternal) context.owner())
                .nameResolver()
                .resolve(name.host())
                .onComplete(
                        found ->
                                context.runOnContext(
                                        ignored -> onResolved(server, name.port(), found)));
    }

    private void onResolved(int server, int port, AsyncResult<InetAddress> found) {
        if (found.failed()) {
            discovery.onUnreachable(server, "name not resolved", clock.nowMs());
        } else {
            PeerAddress address = PeerAddress.of(new InetSocketAddress(found.result(), port));
            if (portTo(address).isPresent()) {
                discovery.onResolved(server, address, clock.nowMs());
            } else {
                discovery.onUnreachable(server, "no socket to reach " + address, clock.nowMs());
            }
        }
        goOn();
    }

    /** After each event: ends, or waits for the next one. */
    private void goOn() {
        if (closed || discovery.isOver()) {
            close();
            return;
        }
        context.owner().cancelTimer(timerId);
        long waitMs = Math.max(1, discovery.nextDeadlineMs() - clock.nowMs());
        timerId = context.owner().setTimer(waitMs, fired -> onTimer());
    }

    private void onTimer() {
        discovery.onTimer(clock.nowMs());
        goOn();
    }

    /** Lets go of the sockets and answers with what is known. */
    void close() {
        closed = true;
        context.owner().cancelTimer(timerId);
        ipv4.ifPresent(NettyUdpPort::close);
        ipv6.ifPresent(NettyUdpPort::close);
        ipv4 = Optional.empty();
        ipv6 = Optional.empty();
        answer.tryComplete(discovery.result());
    }
}
