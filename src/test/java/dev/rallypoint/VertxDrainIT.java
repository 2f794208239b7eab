package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LobbyMessage.Homes;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that stops in a cluster; the rooms that are asked are stood in for on the bus. */
class VertxDrainIT {
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final AtomicInteger lobbies = new AtomicInteger(12);
    private final AtomicInteger players = new AtomicInteger(96);
    private final Queue<String> console = new ConcurrentLinkedQueue<>();
    private final Queue<DrainNode> asked = new ConcurrentLinkedQueue<>();
    private final VertxDrain drain = new VertxDrain(vertx, bus, "a", players::get, console::add);

    private void serve(NodeInfo... others) {
        List<NodeInfo> nodes = new ArrayList<>(List.of(others));
        nodes.add(node("a", 0, false));
        join(bus.serve(BusContract.GET_NODES, q -> Future.succeededFuture(new Nodes("a", nodes))));
        join(
                bus.serve(
                        BusContract.GET_HOMES,
                        q -> Future.succeededFuture(new Homes(Map.of("a", lobbies.get())))));
        join(
                bus.serve(
                        BusContract.DRAIN_NODE.at("a"),
                        call -> {
                            asked.add(call);
                            return Future.succeededFuture(new Done());
                        }));
    }

    private static NodeInfo node(String nodeId, int sessions, boolean draining) {
        RelayEndpoint relay = new RelayEndpoint("192.0.2.1:25565", List.of(), "");
        return new NodeInfo(
                nodeId, "local", List.of(relay), "192.0.2.1:3478", sessions, 10, draining, 0, "0");
    }

    @AfterEach
    void stop() {
        join(vertx.close());
    }

    @Test
    void waitsUntilNoLobbyAndNoPlayerIsHereAndSaysWhatIsEachSecond() {
        serve(node("b", 0, false));
        Future<Void> draining = drain.run(30);
        await().until(() -> console.size() >= 2);
        assertThat(console)
                .containsExactly(
                        "handing over: 12 lobbies, 96 players ...",
                        "still here: 12 lobbies, 96 players ...");
        assertThat(asked).containsExactly(new DrainNode(true));
        lobbies.set(0);
        await().until(() -> console.contains("still here: 0 lobbies, 96 players ..."));
        assertThat(draining.isComplete()).isFalse();
        players.set(0);
        join(draining);
    }

    @Test
    void givesUpWhenTheTimeIsUp() {
        serve(node("b", 0, false));
        join(drain.run(1));
        assertThat(console).isNotEmpty();
    }

    @Test
    void doesNotWaitWhereNobodyTakesTheMatches() {
        serve(node("full", 10, false), node("drained", 0, true));
        join(drain.run(300));
        assertThat(asked).isEmpty();
        assertThat(console).isEmpty();
    }

    @Test
    void doesNotWaitIfThereIsNothingToHandOverOrItIsToldNotTo() {
        serve(node("b", 0, false));
        join(drain.run(0));
        assertThat(asked).isEmpty();
        lobbies.set(0);
        players.set(0);
        join(drain.run(300));
        assertThat(asked).hasSize(1);
        assertThat(console).isEmpty();
    }

    @Test
    void aNodeWhoseRoomsDoNotRunStopsAtOnce() {
        join(drain.run(300));
        assertThat(console).isEmpty();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
