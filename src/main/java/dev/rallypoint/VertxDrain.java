package dev.rallypoint;

import dev.rallypoint.cluster.Placement;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.GetHomes;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Hands the matches of a node that is about to stop to the others of its cluster. */
final class VertxDrain {
    private static final long LOOK_MS = 100;
    private static final long SECOND_MS = 1_000;

    /** What is still here. */
    private record Rest(int lobbies, int players) {
        boolean isNothing() {
            return lobbies == 0 && players == 0;
        }
    }

    private final Vertx vertx;
    private final VertxBus bus;
    private final String nodeId;
    private final IntSupplier players;
    private final Consumer<String> console;

    /**
     * @param players connected to the relays of this node
     * @param console gets a line, and another each second until they are gone
     */
    VertxDrain(
            Vertx vertx,
            VertxBus bus,
            String nodeId,
            IntSupplier players,
            Consumer<String> console) {
        this.vertx = vertx;
        this.bus = bus;
        this.nodeId = nodeId;
        this.players = players;
        this.console = console;
    }

    /**
     * Never fails; completes when nothing is left here, when no other node takes matches, or when
     * the time is up.
     */
    Future<Void> run(int seconds) {
        if (seconds == 0) {
            return Future.succeededFuture();
        }
        return bus.request(BusContract.GET_NODES, new GetNodes())
                .compose(nodes -> hasTaker(nodes) ? handOver(seconds) : Future.succeededFuture())
                .otherwiseEmpty();
    }

    private boolean hasTaker(Nodes nodes) {
        return nodes.nodes().stream()
                .anyMatch(node -> !node.nodeId().equals(nodeId) && Placement.takesSessions(node));
    }

    private Future<Void> handOver(int seconds) {
        return rest().onSuccess(rest -> say("handing over: ", rest))
                .compose(
                        rest -> bus.request(BusContract.DRAIN_NODE.at(nodeId), new DrainNode(true)))
                .compose(draining -> rest())
                .compose(rest -> rest.isNothing() ? Future.succeededFuture() : watch(seconds));
    }

    private Future<Void> watch(int seconds) {
        Promise<Void> done = Promise.promise();
        List<Long> timers =
                List.of(
                        vertx.setTimer(seconds * SECOND_MS, late -> done.tryComplete()),
                        vertx.setPeriodic(LOOK_MS, look -> lookFor(done)),
                        vertx.setPeriodic(
                                SECOND_MS,
                                second -> rest().onSuccess(rest -> say("still here: ", rest))));
        return done.future().onComplete(end -> timers.forEach(vertx::cancelTimer));
    }

    private void lookFor(Promise<Void> done) {
        rest().onSuccess(
                        rest -> {
                            if (rest.isNothing()) {
                                done.tryComplete();
                            }
                        });
    }

    private void say(String what, Rest rest) {
        if (!rest.isNothing()) {
            console.accept(
                    String.format(
                            "%s%d lobbies, %d players ...", what, rest.lobbies(), rest.players()));
        }
    }

    private Future<Rest> rest() {
        return bus.request(BusContract.GET_HOMES, new GetHomes())
                .map(
                        homes ->
                                new Rest(
                                        homes.lobbies().getOrDefault(nodeId, 0),
                                        players.getAsInt()));
    }
}
