package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.FilterConfig;
import dev.rallypoint.contract.FilterMessage.ChangeFilter;
import dev.rallypoint.contract.FilterMessage.FilterReply;
import dev.rallypoint.contract.FilterMessage.GetFilter;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayMessage.RelayDrops;
import dev.rallypoint.contract.SecurityMessage.AttackState;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterVerticleIT {
    private static final PeerAddress STRANGER = PeerAddress.parse("203.0.113.9:1000");

    @TempDir Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final VertxBus bus = new VertxBus(vertx);
    private final EpochClock clock = new EpochClock();
    private final Queue<AttackState> attacks = new ConcurrentLinkedQueue<>();

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    private FilterVerticle filter(String nodeId, String... settings) {
        FilterConfig config = new ConfigLoader().assignments(List.of(settings)).load().filter();
        return new FilterVerticle(
                config, nodeId, new Ground(bus, registry.metrics(), clock, new SecureEntropy()));
    }

    private FilterVerticle start(String... settings) {
        FilterVerticle filter = filter("node-a", settings);
        join(vertx.deployVerticle(filter));
        return filter;
    }

    private FilterReply change(String key, String value) {
        return join(
                bus.request(
                        BusContract.CHANGE_FILTER,
                        new ChangeFilter(Map.of(key, value), List.of(), "operator")));
    }

    @Test
    void isInForceAsConfiguredFromTheStartAndAsChangedAfterThat() throws Exception {
        Path file = Files.writeString(directory.resolve("deny"), "# ours\n\n203.0.113.0/24 # x\n");
        FilterVerticle filter =
                start(
                        "filter.deny=[198.51.100.0/24]",
                        "filter.denyFile=" + file,
                        "filter.requests=[node]");
        assertThat(filter.rules().firewall().isDenied(STRANGER)).isTrue();
        assertThat(filter.rules().firewall().denyBlocks()).isEqualTo(2);
        assertThat(filter.rules().order().requests()).hasSize(1);

        Files.writeString(file, "");
        FilterReply reply = change("handshakesPerNode", "77");

        assertThat(filter.rules().rates().handshakesPerNode()).isEqualTo(77);
        assertThat(filter.rules().firewall().isDenied(STRANGER)).isFalse();
        assertThat(reply.changed()).containsExactly("handshakesPerNode");
        assertThat(reply.changedBy()).isEqualTo("operator");
        assertThat(reply.settings().handshakesPerNode()).isEqualTo(77);
        assertThat(reply.denyBlocks()).isEqualTo(1);

        FilterReply reset =
                join(
                        bus.request(
                                BusContract.CHANGE_FILTER,
                                new ChangeFilter(Map.of(), List.of("handshakesPerNode"), "x")));
        assertThat(reset.settings().handshakesPerNode()).isEqualTo(5_000);
        assertThat(reset.changed()).isEmpty();
    }

    @Test
    void aWrongChangeIsRefusedByNameAndChangesNothing() {
        FilterVerticle filter = start();
        FilterRules before = filter.rules();
        for (Map.Entry<String, String> wrong :
                Map.of(
                                "deny", "[\"192.0.2.0/33\"]",
                                "handshakesPerNode", "0",
                                "handshakesPerNod", "1",
                                "strangers", "[\"source\", \"source\"]",
                                "requests", "[\"nobody\"]",
                                "denyFile", "/no/such/file")
                        .entrySet()) {
            assertThatThrownBy(() -> change(wrong.getKey(), wrong.getValue()))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            refused -> {
                                assertThat(refused.rejection().code())
                                        .isEqualTo(ProblemCode.INVALID_BODY);
                                assertThat(refused.rejection().detail())
                                        .contains("filter." + wrong.getKey());
                            });
        }
        assertThat(filter.rules()).isSameAs(before);
    }

    @Test
    void aWrongConfigurationEndsTheStart() throws Exception {
        Path file = Files.writeString(directory.resolve("deny"), "192.0.2.0/24\nnonsense\n");

        assertThatThrownBy(() -> filter("a", "filter.denyFile=" + file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> filter("a", "filter.allow=[192.0.2.0/24, example.org]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filter.allow")
                .hasMessageContaining("example.org");
        assertThatThrownBy(() -> filter("a", "filter.strangers=[firewal]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filter.strangers = [firewal]")
                .hasMessageContaining("firewall|source|prefix");
    }

    @Test
    void keysThatWereCalledOtherwiseOnceAreStillRead() {
        FilterConfig config =
                new ConfigLoader()
                        .assignments(List.of("relay.handshakesPerSource=9"))
                        .environment(Map.of("RALLYPOINT_RELAY_BYTES_PER_SESSION", "12345"))
                        .load()
                        .filter();

        assertThat(config.handshakesPerSource()).isEqualTo(9);
        assertThat(config.bytesPerSession()).isEqualTo(12_345);
    }

    /** Whoever was asked, and also who comes later. */
    @Test
    void everyNodeOfAClusterFollowsTheNewestChange() {
        FilterVerticle one = start();
        FilterVerticle other = filter("node-b");
        join(vertx.deployVerticle(other));
        change("unmarkedPerNode", "77");
        await().untilAsserted(
                        () -> {
                            assertThat(one.rules().rates().unmarkedPerNode()).isEqualTo(77);
                            assertThat(other.rules().rates().unmarkedPerNode()).isEqualTo(77);
                        });

        FilterVerticle late = filter("node-c");
        join(vertx.deployVerticle(late));
        await().untilAsserted(
                        () -> assertThat(late.rules().rates().unmarkedPerNode()).isEqualTo(77));
        change("deny", "[\"203.0.113.0/24\"]");
        await().untilAsserted(
                        () ->
                                assertThat(List.of(one, other, late))
                                        .allMatch(
                                                node -> node.rules().firewall().isDenied(STRANGER))
                                        .allMatch(
                                                node ->
                                                        node.rules().rates().unmarkedPerNode()
                                                                == 77));
    }

    @Test
    void bansOfBlocksAreInTheFirewallWhileTheyLast() {
        FilterVerticle filter = start();
        bus.publish(
                BusContract.BANS_CHANGED,
                new BansChanged(
                        List.of(
                                new Ban(1, "cidr", "203.0.113.0/24", "", clock.nowMs() + 1_500),
                                new Ban(2, "cidr", "198.51.100.0/24", "", 0),
                                new Ban(3, "cidr", "nonsense", "", 0),
                                new Ban(4, "player", "p1", "", 0))));

        await().untilAsserted(
                        () -> assertThat(filter.rules().firewall().isDenied(STRANGER)).isTrue());
        assertThat(filter.rules().firewall().denyBlocks()).isEqualTo(2);
        await().untilAsserted(
                        () -> assertThat(filter.rules().firewall().denyBlocks()).isEqualTo(1));
        assertThat(filter.rules().firewall().isDenied(STRANGER)).isFalse();
    }

    @Test
    void aBanIsInForceAlsoWhenAListOfBlocksWasDamagedMeanwhile() throws Exception {
        Path file = Files.writeString(directory.resolve("deny"), "198.51.100.0/24\n");
        FilterVerticle filter = start("filter.denyFile=" + file);
        Files.writeString(file, "half a li");
        bus.publish(
                BusContract.BANS_CHANGED,
                new BansChanged(List.of(new Ban(1, "cidr", "203.0.113.0/24", "", 0))));

        await().untilAsserted(
                        () -> assertThat(filter.rules().firewall().isDenied(STRANGER)).isTrue());
        assertThat(filter.rules().firewall().denyBlocks()).isEqualTo(2);
    }

    @Test
    void anAttackTightensTheBucketsAndItsEndLoosensThem() {
        join(bus.subscribe(BusContract.ATTACK_STATE, attacks::add));
        FilterVerticle filter =
                start(
                        "filter.attackDrops=100",
                        "filter.attackPercent=10",
                        "filter.attackCalmSeconds=1");
        long[] drops = {0};
        long timer =
                vertx.setPeriodic(
                        100,
                        tick ->
                                bus.publish(
                                        BusContract.RELAY_DROPS,
                                        new RelayDrops(0, Map.of("bad_token", drops[0] += 100))));

        await().untilAsserted(
                        () -> assertThat(filter.rules().rates().unmarkedPerNode()).isEqualTo(100));
        assertThat(filter.rules().rates().handshakesPerNode()).isEqualTo(5_000);
        FilterReply reply = join(bus.request(BusContract.GET_FILTER, new GetFilter()));
        assertThat(reply.attack().underAttack()).isTrue();
        assertThat(reply.attack().why()).contains("bad_token");
        assertThat(reply.settings().unmarkedPerNode()).isEqualTo(1_000);
        assertThat(registry.scrape()).contains("rallypoint_filter_under_attack 1");

        vertx.cancelTimer(timer);
        await().untilAsserted(
                        () ->
                                assertThat(filter.rules().rates().unmarkedPerNode())
                                        .isEqualTo(1_000));
        assertThat(attacks).extracting(AttackState::underAttack).containsExactly(true, false);
    }
}
