package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances.Joining;
import dev.rallypoint.cluster.KeySets.Known;
import dev.rallypoint.support.ClusterMembers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may join with which keys. */
class HazelcastKeySetsIT {
    private static final String NAME = "keys.accessToken";
    private static final Known OLD = new Known(NAME, "aaaa", 0);

    @TempDir Path directory;
    private ClusterMembers members;

    private HazelcastInstance join(String nodeId, Known... keys) {
        Joining usual = members.joining(nodeId, "local", new NodeFacts());
        Joining joining =
                new Joining(
                        nodeId,
                        usual.region(),
                        usual.facts(),
                        new KeySets(List.of(keys)),
                        false,
                        usual.votersFile());
        return HazelcastInstances.clustered(members.clusterXml(), joining);
    }

    @Test
    void aNodeWithTheNextKeyJoinsAndOneWithoutTheKeyInUseDoesNot() {
        members = ClusterMembers.in(directory);
        long nowMs = System.currentTimeMillis();
        Known next = new Known(NAME, "bbbb", nowMs + 3_600_000);
        HazelcastInstance first = join("first", OLD);
        HazelcastInstance second = join("second", OLD, next);
        try {
            KeySets ofFirst = new KeySets(List.of(OLD));
            HazelcastKeySets seen = new HazelcastKeySets(first, "first");
            assertThat(seen.missing(ofFirst, nowMs)).containsExactly(next.toString());
            assertThatThrownBy(() -> join("third", new Known(NAME, "cccc", 0)))
                    .isInstanceOf(ClusterConfigException.class)
                    .hasMessageContaining(NAME + " (cccc here, aaaa there) on ");

            KeySets both = new KeySets(List.of(OLD, next));
            seen.tell(both);
            assertThat(seen.missing(both, nowMs)).isEmpty();
        } finally {
            second.getLifecycleService().terminate();
            first.getLifecycleService().terminate();
        }
    }
}
