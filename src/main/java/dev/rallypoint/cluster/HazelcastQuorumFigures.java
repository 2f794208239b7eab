package dev.rallypoint.cluster;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.AddressMessage.QuorumState;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeMessage.ForgetNode;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.MicrometerMetrics;
import java.util.Optional;

/** What operators are told of the quorum. A member that stands alone is the only one with a say. */
final class HazelcastQuorumFigures {
    private static final QuorumState ALONE = new QuorumState(true, 1, 1);

    private final Optional<HazelcastQuorum> quorum;

    HazelcastQuorumFigures(HazelcastInstance hazelcast) {
        quorum = HazelcastQuorum.of(hazelcast);
    }

    QuorumState state() {
        return quorum.map(now -> new QuorumState(now.mayWrite(), now.voters(), now.votersReached()))
                .orElse(ALONE);
    }

    /** As {@link HazelcastQuorum#forget}; a node that stands alone knows no other. */
    void forget(ForgetNode call) {
        quorum.orElseThrow(() -> new RejectedException(ProblemCode.NODE_NOT_FOUND))
                .forget(call.nodeId(), call.thoughCutOff());
    }

    void showIn(MicrometerMetrics metrics) {
        metrics.gauge(Metric.CLUSTER_VOTERS, () -> state().voters());
        metrics.gauge(Metric.CLUSTER_VOTERS_REACHED, () -> state().reached());
        metrics.gauge(Metric.CLUSTER_WRITABLE, () -> state().mayWrite() ? 1 : 0);
    }
}
