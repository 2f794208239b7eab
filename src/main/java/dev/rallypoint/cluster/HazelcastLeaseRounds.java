package dev.rallypoint.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IExecutorService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the other nodes for their leases on behalf of a {@link HazelcastQuorum}. Thread-safe. */
final class HazelcastLeaseRounds {
    static final String EXECUTOR = "rallypoint.quorum";

    /** Several times a lease. */
    static final int ASK_MS = 500;

    private static final int ANNOUNCE_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastLeaseRounds.class);

    private final HazelcastInstance hazelcast;
    private final HazelcastQuorum quorum;
    private final ScheduledExecutorService timer;

    HazelcastLeaseRounds(HazelcastInstance hazelcast, HazelcastQuorum quorum) {
        this.hazelcast = hazelcast;
        this.quorum = quorum;
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "rallypoint-quorum");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    void start() {
        timer.scheduleWithFixedDelay(this::tick, 0, ASK_MS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        timer.shutdownNow();
    }

    private void tick() {
        try {
            for (Member other : quorum.prepare()) {
                ask(other);
            }
        } catch (HazelcastInstanceNotActiveException | RejectedExecutionException stopping) {
            LOG.debug("not asked", stopping);
        } catch (RuntimeException bug) {
            // The timer must go on: without leases this node may not write.
            LOG.error("quorum failed", bug);
        }
    }

    private void ask(Member other) {
        String otherId = other.getAttribute(HazelcastQuorum.NODE_ID);
        if (otherId == null) {
            return;
        }
        IExecutorService executor = hazelcast.getExecutorService(EXECUTOR);
        long askedAtMs = HazelcastQuorum.nowMs();
        executor.submitToMember(
                quorum.question(),
                other,
                new ExecutionCallback<String>() {
                    @Override
                    public void onResponse(String answer) {
                        quorum.onAnswer(otherId, answer, askedAtMs);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        LOG.debug("no lease nodeId={}", otherId, failure);
                    }
                });
    }

    /** Tells all others that this node leaves, and waits for a second until they have heard. */
    void announceLeaving() {
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (Member other : quorum.prepare()) {
                answers.add(
                        hazelcast
                                .getExecutorService(EXECUTOR)
                                .submitToMember(quorum.question(), other));
            }
            long deadlineMs = HazelcastQuorum.nowMs() + ANNOUNCE_MS;
            for (Future<String> answer : answers) {
                answer.get(
                        Math.max(1, deadlineMs - HazelcastQuorum.nowMs()), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException
                | TimeoutException
                | HazelcastInstanceNotActiveException
                | RejectedExecutionException unheard) {
            LOG.warn("not every node heard that this one leaves", unheard);
        }
    }
}
