package dev.rallypoint.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vert.x's cluster manager, which hears of members on a thread of its own. After the loss of one it
 * writes subscriptions anew one by one, each over the network: for seconds, where regions are far
 * apart. Hazelcast has few threads for all its news, and what falls to the same one waits that
 * long: once in a while a lost node was noticed 2.9 s late.
 */
public final class HazelcastBusMembership extends HazelcastClusterManager {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastBusMembership.class);
    private static final int IDLE_SECONDS = 1;

    private final Executor aside;

    public HazelcastBusMembership(HazelcastInstance member) {
        super(member);
        aside = oneThread();
    }

    /** In order, and no thread while there is nothing to do. */
    private static Executor oneThread() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        work -> {
                            Thread thread = new Thread(work, "rallypoint-cluster-news");
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        run(() -> super.memberAdded(event));
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        run(() -> super.memberRemoved(event));
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        run(() -> super.stateChanged(event));
    }

    private void run(Runnable work) {
        aside.execute(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException failure) {
                        LOG.error("the event bus did not take in who is a member now", failure);
                    }
                });
    }
}
