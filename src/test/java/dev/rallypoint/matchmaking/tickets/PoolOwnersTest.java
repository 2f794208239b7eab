package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolOwnersTest {
    private static final List<PoolKey> POOLS =
            IntStream.range(0, 1_000).mapToObj(i -> new PoolKey("mode-" + i, i % 3)).toList();

    private static NodeInfo node(String id, boolean draining) {
        RelayEndpoint relay = new RelayEndpoint("127.0.0.1:2", List.of(), "127.0.0.1:2");
        return new NodeInfo(id, "local", List.of(relay), "127.0.0.1:1", 0, 10, draining, 0, "1");
    }

    private static List<NodeInfo> nodes(int count) {
        return IntStream.range(0, count).mapToObj(i -> node("node-" + i, false)).toList();
    }

    private static Map<String, Long> shares(PoolOwners owners) {
        return POOLS.stream()
                .map(pool -> owners.ownerOf(pool).orElseThrow())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void everyNodeNamesTheSameOwnerWhateverTheOrderOfItsList() {
        List<NodeInfo> other = new ArrayList<>(nodes(5));
        Collections.shuffle(other, new Random(1));
        for (PoolKey pool : POOLS) {
            assertThat(new PoolOwners(other).ownerOf(pool))
                    .isEqualTo(new PoolOwners(nodes(5)).ownerOf(pool));
        }
    }

    @Test
    void poolsAreSpreadEvenly() {
        assertThat(shares(new PoolOwners(nodes(5))).values()).allMatch(n -> n > 150 && n < 250);
    }

    @Test
    void theLossOfANodeMovesItsPoolsOnly() {
        PoolOwners before = new PoolOwners(nodes(5));
        PoolOwners after = new PoolOwners(nodes(4));
        for (PoolKey pool : POOLS) {
            if (!before.isOwner("node-4", pool)) {
                assertThat(after.ownerOf(pool)).isEqualTo(before.ownerOf(pool));
            }
        }
    }

    @Test
    void aNodeThatIsDrainedMatchesNothingUnlessItIsTheLast() {
        PoolOwners one = new PoolOwners(List.of(node("a", true), node("b", false)));
        assertThat(POOLS).allMatch(pool -> one.isOwner("b", pool));
        PoolOwners none = new PoolOwners(List.of(node("a", true)));
        assertThat(none.ownerOf(POOLS.get(0))).hasValue("a");
        assertThat(new PoolOwners(List.of()).ownerOf(POOLS.get(0))).isEmpty();
    }
}
