package dev.rallypoint.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import dev.rallypoint.protocol.PeerAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What only the batches over epoll can do. */
@EnabledOnOs(OS.LINUX)
class NettyBatchSocketIT {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Vertx vertx;
    private Context context;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        context = ((VertxInternal) vertx).createEventLoopContext();
    }

    @AfterEach
    void closeVertx() throws Exception {
        result(vertx.close());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }

    private static DatagramChannel peerOf(NettyUdpPort port) throws Exception {
        DatagramChannel peer = DatagramChannel.open();
        peer.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port.port()));
        return peer;
    }

    @Test
    void thisPlatformHasIt() {
        assertThat(NettyMessageVector.isAvailable()).isTrue();
    }

    @Test
    void makesNoObjectForADatagram() throws Exception {
        NettyUdpPort port = new NettyUdpPort(context, 1 << 20);
        AtomicLong allocated = new AtomicLong();
        result(
                port.open(
                        "127.0.0.1",
                        0,
                        (from, datagram) -> {
                            port.send(from, datagram);
                            port.send(from, datagram);
                            allocated.lazySet(THREADS.getCurrentThreadAllocatedBytes());
                        }));
        try (DatagramChannel peer = peerOf(port)) {
            exchange(port, peer, 20_000);
            long[] perRound = new long[10];
            for (int round = 0; round < perRound.length; round++) {
                long before = allocated.get();
                exchange(port, peer, 2_000);
                perRound[round] = allocated.get() - before;
            }
            // A round in which the loop does something else may make an object; datagrams never.
            Arrays.sort(perRound);
            assertThat(perRound[perRound.length / 2]).isZero();
        }
    }

    /** Sends so many and waits for both answers to each. */
    private static void exchange(NettyUdpPort port, DatagramChannel peer, int datagrams)
            throws Exception {
        ByteBuffer bytes = ByteBuffer.allocateDirect(100);
        for (int i = 0; i < datagrams; i++) {
            peer.write(bytes.clear());
            peer.read(bytes.clear());
            peer.read(bytes.clear());
        }
        assertThat(port.sendFailures()).isZero();
    }

    @Test
    void countsWhatTheKernelDroppedBecauseNobodyRead() throws Exception {
        NettyUdpPort port = new NettyUdpPort(context, 4_096);
        AtomicLong seen = new AtomicLong();
        result(port.open("127.0.0.1", 0, (from, datagram) -> seen.incrementAndGet()));
        onceSent(port, 500);

        AtomicLong dropped = new AtomicLong();
        await().untilAsserted(
                        () -> {
                            context.runOnContext(ask -> dropped.set(port.receiveQueueDrops()));
                            assertThat(dropped.get()).isPositive();
                            assertThat(seen.get() + dropped.get()).isEqualTo(500);
                        });
    }

    /** Lets the loop read when all of them are there. */
    private void onceSent(NettyUdpPort port, int datagrams) throws Exception {
        CountDownLatch loopIsBusy = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        context.runOnContext(
                blocked -> {
                    loopIsBusy.countDown();
                    try {
                        sent.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        loopIsBusy.await();
        try (DatagramChannel peer = peerOf(port)) {
            for (int i = 0; i < datagrams; i++) {
                peer.write(ByteBuffer.allocate(100));
            }
        }
        sent.countDown();
    }

    @Test
    void aReceiverThatThrowsLosesOneDatagramAndNotTheBatch() throws Exception {
        losesOnlyWhatThrows(new IllegalStateException("a bug"));
    }

    /** An error that leaves the loop ends its thread, and with it every relay on it. */
    @Test
    void anErrorInTheReceiverDoesNotEndTheLoop() throws Exception {
        losesOnlyWhatThrows(new AssertionError("a bug"));
    }

    private void losesOnlyWhatThrows(Throwable bug) throws Exception {
        AtomicLong bugs = new AtomicLong();
        context.exceptionHandler(reported -> bugs.incrementAndGet());
        NettyUdpPort port = new NettyUdpPort(context, 1 << 20);
        AtomicLong handled = new AtomicLong();
        result(
                port.open(
                        "127.0.0.1",
                        0,
                        (from, datagram) -> {
                            if (datagram.get(0) == 7) {
                                NettyBatchSocketIT.<RuntimeException>raise(bug);
                            }
                            handled.incrementAndGet();
                        }));
        try (DatagramChannel peer = peerOf(port)) {
            for (int i = 0; i < 100; i++) {
                peer.write(ByteBuffer.wrap(new byte[] {(byte) (i % 10)}));
            }
        }

        await().untilAsserted(() -> assertThat(handled.get()).isEqualTo(90));
        await().untilAsserted(() -> assertThat(bugs.get()).isEqualTo(10));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable throwable) throws T {
        throw (T) throwable;
    }

    @Test
    void saysThatAFullBatchWasTheLastOne() throws Exception {
        NettyUdpPort port = new NettyUdpPort(context, 1 << 20);
        Batches batches = new Batches();
        result(port.open("127.0.0.1", 0, batches));
        onceSent(port, NettyUdpPort.READ_BATCH);

        await().untilAsserted(
                        () ->
                                assertThat(batches.sizes)
                                        .containsExactly(NettyUdpPort.READ_BATCH, 0));
    }

    /** How many datagrams each batch had. */
    private static final class Batches implements NettyUdpPort.Receiver {
        private final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private int datagrams;

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
            datagrams++;
        }

        @Override
        public void onBatchEnd() {
            sizes.add(datagrams);
            datagrams = 0;
        }
    }

    @Test
    void refusesAHostThatDoesNotResolve() {
        NettyUdpPort port = new NettyUdpPort(context, 1 << 20);

        assertThatThrownBy(() -> result(port.open("no-such-host.invalid", 0, new Batches())))
                .hasCauseInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no-such-host.invalid");
    }
}
