package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final int KEYS = 10_000;
    private static final String HERE = "eu-west";

    private static NodeInfo node(String id, String region, int sessions, boolean draining) {
        RelayEndpoint relay = new RelayEndpoint("203.0.113.1:25565", List.of(), "");
        return new NodeInfo(
                id, region, List.of(relay), "203.0.113.1:3478", sessions, 1_000, draining, 0, "1");
    }

    private static NodeDirectory directory(NodeInfo... nodes) {
        return new NodeDirectory("a", List.of(nodes));
    }

    private static String chosen(NodeDirectory directory, int key) {
        return Placement.choose(directory, HERE, "lobby-" + key).orElseThrow().nodeId();
    }

    private static Map<String, Long> shares(NodeDirectory directory) {
        return IntStream.range(0, KEYS)
                .mapToObj(key -> chosen(directory, key))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void prefersTheRegionAndFallsBackToAnyOther() {
        NodeInfo near = node("a", HERE, 900, false);
        NodeInfo far = node("b", "asia", 0, false);
        assertThat(shares(directory(near, far))).containsOnlyKeys("a");
        assertThat(shares(directory(far))).containsOnlyKeys("b");
    }

    @Test
    void neverChoosesAFullOrDrainingNode() {
        NodeInfo full = node("a", HERE, 1_000, false);
        NodeInfo draining = node("b", HERE, 0, true);
        NodeInfo free = node("c", HERE, 999, false);
        assertThat(shares(directory(full, draining, free))).containsOnlyKeys("c");
        assertThat(Placement.choose(directory(full, draining), HERE, "x")).isEmpty();
        assertThat(Placement.choose(directory(), HERE, "x")).isEmpty();
    }

    @Test
    void givesMatchesInProportionToFreeSessions() {
        NodeInfo empty = node("a", HERE, 0, false);
        NodeInfo threeQuartersFull = node("b", HERE, 750, false);
        Map<String, Long> shares = shares(directory(empty, threeQuartersFull));
        assertThat(shares.get("a") / (double) KEYS).isBetween(0.77, 0.83);
    }

    /** Nobody's load was told yet: it is the hash alone that keeps them apart. */
    @Test
    void spreadsLobbiesOfTheSameSecondOverEqualNodes() {
        NodeDirectory equal =
                directory(
                        node("5d0c7f1a", HERE, 40, false),
                        node("5d0c7f1b", HERE, 40, false),
                        node("a91e22c0", HERE, 40, false));
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Map<String, Long> shares =
                    Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                            .limit(300)
                            .map(id -> Placement.choose(equal, HERE, id.toString()).orElseThrow())
                            .collect(
                                    Collectors.groupingBy(NodeInfo::nodeId, Collectors.counting()));
            assertThat(shares).as("seed " + seed).hasSize(3);
            assertThat(shares.values())
                    .as("seed " + seed)
                    .allSatisfy(share -> assertThat(share).isBetween(75L, 125L));
        }
    }

    @Test
    void ranksTheRegionFirstAndTheChosenNodeFirstOfAll() {
        NodeInfo full = node("a", HERE, 1_000, false);
        NodeInfo draining = node("b", HERE, 0, true);
        NodeInfo c = node("c", HERE, 10, false);
        NodeInfo d = node("d", HERE, 10, false);
        NodeInfo far = node("e", "asia", 0, false);
        NodeDirectory all = directory(full, draining, far, c, d);
        for (int key = 0; key < 100; key++) {
            List<String> ranked =
                    Placement.rank(all, HERE, "lobby-" + key, 9).stream()
                            .map(NodeInfo::nodeId)
                            .toList();
            assertThat(ranked).hasSize(3).startsWith(chosen(all, key)).endsWith("e");
            assertThat(ranked).containsOnlyOnce("c", "d");
            assertThat(Placement.rank(all, HERE, "lobby-" + key, 2)).hasSize(2);
        }
    }

    @Test
    void losingANodeMovesItsMatchesOnly() {
        NodeInfo a = node("a", HERE, 10, false);
        NodeInfo b = node("b", HERE, 10, false);
        NodeInfo c = node("c", HERE, 10, false);
        for (int key = 0; key < KEYS; key++) {
            String before = chosen(directory(a, b, c), key);
            if (!before.equals("b")) {
                assertThat(chosen(directory(a, c), key)).isEqualTo(before);
            }
        }
    }

    private static NodeInfo nodeWithRelays(String id, int relays, int sessions) {
        return new NodeInfo(
                id,
                HERE,
                IntStream.range(0, relays)
                        .mapToObj(i -> new RelayEndpoint(id + ":" + i, List.of(), ""))
                        .toList(),
                "203.0.113.1:3478",
                sessions,
                1_000,
                false,
                0,
                "1");
    }

    /** A hash that is used twice would give the matches of a node to a few of its relays. */
    @Test
    void spreadsTheMatchesOfEachNodeEvenlyOverItsRelays() {
        NodeDirectory directory =
                directory(
                        nodeWithRelays("a", 1, 0),
                        nodeWithRelays("b", 3, 0),
                        nodeWithRelays("c", 4, 0));
        Map<String, Long> shares =
                IntStream.range(0, KEYS)
                        .mapToObj(key -> "lobby-" + key)
                        .map(
                                key ->
                                        Placement.relay(
                                                Placement.choose(directory, HERE, key)
                                                        .orElseThrow(),
                                                key))
                        .collect(
                                Collectors.groupingBy(
                                        RelayEndpoint::publicAddress, Collectors.counting()));
        assertThat(shares).hasSize(8);
        double ofNode = KEYS / 3.0;
        shares.forEach(
                (relay, matches) -> {
                    int relays = relay.startsWith("a") ? 1 : relay.startsWith("b") ? 3 : 4;
                    assertThat(matches * relays / ofNode).as(relay).isBetween(0.85, 1.15);
                });
    }

    @Test
    void aMatchKeepsItsRelayWhateverTheLoad() {
        for (int key = 0; key < 1_000; key++) {
            assertThat(Placement.relay(nodeWithRelays("a", 3, 900), "lobby-" + key))
                    .isEqualTo(Placement.relay(nodeWithRelays("a", 3, 0), "lobby-" + key));
        }
    }

    @Test
    void doesNotDependOnTheOrderOfNodes() {
        List<NodeInfo> nodes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            nodes.add(node("node-" + i, HERE, 100 * i, false));
        }
        NodeDirectory inOrder = new NodeDirectory("node-0", nodes);
        long seed = 42;
        Collections.shuffle(nodes, new Random(seed));
        NodeDirectory shuffled = new NodeDirectory("node-3", nodes);
        for (int key = 0; key < 1_000; key++) {
            assertThat(chosen(shuffled, key)).as("seed " + seed).isEqualTo(chosen(inOrder, key));
        }
    }
}
