package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.HazelcastDurableMap;
import dev.rallypoint.runtime.HazelcastDurableMap.Lineage;
import dev.rallypoint.support.ClusterMembers;
import dev.rallypoint.support.TcpSwitch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three members that join by the project's cluster.xml, over a network that can be cut. */
class HazelcastQuorumIT {
    private static final String MAP = "rallypoint.lobbies";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HEALED = Duration.ofSeconds(15);
    private static final List<String> UNIONS = List.of("rallypoint.outbox", "rallypoint.saved");
    private static final int ENTRIES = 200;

    @TempDir Path directory;
    private final TcpSwitch network = new TcpSwitch();
    private final List<HazelcastInstance> members = new ArrayList<>();

    @BeforeEach
    void startThree() throws IOException {
        ClusterMembers cluster = ClusterMembers.in(directory);
        List<String> nodeIds = List.of("node-0", "node-1", "node-2");
        for (String nodeId : nodeIds) {
            network.plugIn(nodeId);
        }
        for (String nodeId : nodeIds) {
            members.add(cluster.join(nodeId, network));
        }
        members.forEach(this::awaitThreeVoters);
    }

    private void awaitThreeVoters(HazelcastInstance member) {
        await().atMost(PATIENCE)
                .until(() -> quorum(member).voters() == 3 && quorum(member).votersReached() == 3);
    }

    @AfterEach
    void end() {
        members.forEach(member -> member.getLifecycleService().terminate());
        network.close();
    }

    private static HazelcastQuorum quorum(HazelcastInstance member) {
        return HazelcastQuorum.of(member).orElseThrow();
    }

    private static HazelcastDurableMap map(HazelcastInstance member) {
        return new HazelcastDurableMap(member, MAP);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theOneThatIsCutOffStopsBeforeItIsGivenUpAndComesBackByItself(int lost) {
        HazelcastInstance cutOff = members.get(lost);
        List<HazelcastInstance> rest = new ArrayList<>(members);
        rest.remove(cutOff);
        for (int entry = 0; entry < ENTRIES; entry++) {
            assertThat(map(cutOff).putIfAbsent("before-" + entry, "x")).isTrue();
        }

        network.isolate("node-" + lost);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !quorum(cutOff).mayWrite());
        assertThat(rest)
                .as("the others still count on it when it stops")
                .allMatch(member -> member.getCluster().getMembers().size() == 3);
        assertThatThrownBy(() -> map(cutOff).putIfAbsent("refused", "x"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cluster_minority");

        await().atMost(Duration.ofSeconds(6))
                .until(() -> rest.stream().allMatch(m -> m.getCluster().getMembers().size() == 2));
        for (int entry = 0; entry < ENTRIES; entry++) {
            assertThat(map(rest.get(0)).replace("before-" + entry, "x", "y", Lineage.none()))
                    .isTrue();
        }
        assertThat(map(rest.get(1)).putIfAbsent("during", "majority")).isTrue();
        await().atMost(PATIENCE).until(() -> cutOff.getCluster().getMembers().size() == 1);
        cutOff.getMap(MAP).set("unheard", "minority");
        cutOff.getMap(MAP).set("before-0", "minority");
        // What waits for the database is taken on both sides, and none of it may get lost.
        for (String union : UNIONS) {
            cutOff.getMap(union).set("of the one", 1L);
            rest.get(0).getMap(union).set("of the others", 2L);
        }

        network.heal();
        await().atMost(HEALED)
                .untilAsserted(
                        () -> {
                            assertThat(cutOff.getCluster().getMembers()).hasSize(3);
                            assertThat(quorum(cutOff).mayWrite()).isTrue();
                            assertThat(cutOff.getMap(MAP).get("during")).isEqualTo("majority");
                        });
        for (HazelcastInstance member : members) {
            assertThat(member.getMap(MAP).get("unheard")).isNull();
            assertThat(member.getMap(MAP).get("before-0")).isEqualTo("y");
            assertThat(member.getMap(MAP).size()).isEqualTo(ENTRIES + 1);
            assertThat(quorum(member).voters()).isEqualTo(3);
            for (String union : UNIONS) {
                assertThat(member.getMap(union).getAll(Set.of("of the one", "of the others")))
                        .as(union)
                        .isEqualTo(Map.of("of the one", 1L, "of the others", 2L));
            }
        }
    }

    @Test
    void aKilledNodeStopsNobody() {
        for (int entry = 0; entry < ENTRIES; entry++) {
            assertThat(map(members.get(1)).putIfAbsent("entry-" + entry, "x")).isTrue();
        }
        members.get(0).getLifecycleService().terminate();
        HazelcastDurableMap survivor = map(members.get(1));
        for (int entry = 0; entry < ENTRIES; entry++) {
            assertThat(survivor.replace("entry-" + entry, "x", "y", Lineage.none()))
                    .as("entry %d, now %s", entry, survivor.map().get("entry-" + entry))
                    .isTrue();
        }
        // Each has two copies already: the next loss takes nothing along.
        members.get(1).getLifecycleService().terminate();
        assertThat(members.get(2).getMap(MAP).values()).hasSize(ENTRIES).allMatch("y"::equals);
        await().atMost(PATIENCE).until(() -> !quorum(members.get(2)).mayWrite());
        assertRefused(
                () -> map(members.get(2)).putIfAbsent("late", "x"), ProblemCode.CLUSTER_MINORITY);
        assertTheLostAreForgottenOnAnOperatorsWordAlone(quorum(members.get(2)));
        assertThat(map(members.get(2)).putIfAbsent("late", "x")).isTrue();
    }

    private static void assertTheLostAreForgottenOnAnOperatorsWordAlone(HazelcastQuorum last) {
        assertRefused(() -> last.forget("node-0", false), ProblemCode.CLUSTER_MINORITY);
        assertRefused(() -> last.forget("node-2", true), ProblemCode.NODE_IS_UP);
        assertRefused(() -> last.forget("node-3", true), ProblemCode.NODE_NOT_FOUND);
        assertThat(last.voters()).isEqualTo(3);
        last.forget("node-0", true);
        last.forget("node-1", true);
        assertThat(last.voters()).isEqualTo(1);
    }

    private static void assertRefused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .extracting(refused -> ((RejectedException) refused).rejection().code())
                .isEqualTo(code);
    }

    @Test
    void nodesThatLeaveInOrderLeaveTheLastOneWriting() {
        for (int leaver = 0; leaver < 2; leaver++) {
            quorum(members.get(leaver)).leave();
            members.get(leaver).shutdown();
        }
        assertThat(map(members.get(2)).putIfAbsent("last", "x")).isTrue();
    }
}
