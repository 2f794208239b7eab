package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node stops although its router does not hurry. */
class PortMappingVerticleIT {
    private static final Duration A_HUMAN_WAITS = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    @AfterEach
    void closeVertx() {
        never.countDown();
        vertx.close().await();
    }

    private static void waitDespiteInterrupts(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                latch.await();
                over = true;
            } catch (InterruptedException ignored) {
                over = false;
            }
        }
    }

    private void startAndStop(HomeRouter router) throws Exception {
        PortTable.Port port =
                new PortTable.Port("relay", "udp", InetAddress.getByName("0.0.0.0"), 25_565);
        String deployment =
                vertx.deployVerticle(
                                new PortMappingVerticle(
                                        List.of(port), "203.0.113.7", line -> {}, router))
                        .await();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        vertx.undeploy(deployment).await(A_HUMAN_WAITS.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aRouterThatIsStillLookedForHoldsUpNoStop() throws Exception {
        startAndStop(
                new HomeRouter() {
                    @Override
                    public boolean find() throws InterruptedException {
                        begun.countDown();
                        never.await();
                        return true;
                    }

                    @Override
                    public Optional<Forward> forward(PortTable.Port port) {
                        throw new AssertionError("nothing was found");
                    }

                    @Override
                    public void close() {
                        closed.set(true);
                    }
                });

        assertThat(closed).isTrue();
    }

    @Test
    void aRouterThatDoesNotTakeItsForwardsBackIsLeftAlone() throws Exception {
        startAndStop(
                new HomeRouter() {
                    @Override
                    public boolean find() {
                        begun.countDown();
                        return true;
                    }

                    @Override
                    public Optional<Forward> forward(PortTable.Port port) {
                        return Optional.empty();
                    }

                    @Override
                    public void close() {
                        closed.set(true);
                        waitDespiteInterrupts(never);
                    }
                });

        assertThat(closed).isTrue();
    }
}
