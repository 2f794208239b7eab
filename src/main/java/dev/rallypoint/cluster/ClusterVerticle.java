package dev.rallypoint.cluster;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.ForgetNode;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces this node, answers {@link BusContract#GET_NODES} and publishes {@link
 * BusContract#NODES_CHANGED}. Reads of the cluster map are coalesced: while one runs, any number of
 * changes ask for one more.
 */
public final class ClusterVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterVerticle.class);
    private static final long REFRESH_MS = 5_000;
    private static final long LOAD_MS = 1_000;

    private final HazelcastNodes nodes;
    private final HazelcastQuorumFigures quorum;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;

    private final RelayLoads loads = new RelayLoads();

    private NodeInfo self;
    private volatile NodeDirectory directory;
    private boolean reading;
    private boolean readAgain;
    private boolean stopping;

    public ClusterVerticle(
            NodeInfo self, HazelcastInstance hazelcast, VertxBus bus, MicrometerMetrics metrics) {
        this.self = self;
        this.nodes = new HazelcastNodes(hazelcast);
        this.quorum = new HazelcastQuorumFigures(hazelcast);
        this.bus = bus;
        this.metrics = metrics;
        this.directory = new NodeDirectory(self.nodeId(), List.of(self));
    }

    @Override
    public Future<?> start() {
        Context loop = context;
        metrics.gauge(Metric.CLUSTER_NODES, () -> directory.nodes().size());
        quorum.showIn(metrics);
        // The side that could write wins, so this node's entry, with its new member, may be gone.
        nodes.onMerged(() -> loop.runOnContext(v -> announce().onComplete(done -> read())));
        vertx.setPeriodic(LOAD_MS, timer -> announceLoad());
        vertx.setPeriodic(REFRESH_MS, timer -> announce().onComplete(done -> read()));
        return announce()
                .compose(done -> blocking(() -> listen(loop)))
                .compose(done -> vertx.executeBlocking(nodes::liveNodes))
                .map(this::adopt)
                .compose(done -> VertxBus.all(registrations()));
    }

    private void listen(Context loop) {
        nodes.onChange(
                () -> loop.runOnContext(done -> read()),
                lost -> loop.runOnContext(done -> onLost(lost)));
    }

    private List<Future<Void>> registrations() {
        return List.of(
                bus.subscribe(BusContract.RELAY_LOAD, loads::onLoad),
                bus.serve(
                        BusContract.GET_NODES,
                        question -> Future.succeededFuture(directory.toMessage())),
                bus.serve(
                        BusContract.GET_QUORUM, question -> Future.succeededFuture(quorum.state())),
                bus.serve(BusContract.FORGET_NODE, this::forget),
                bus.serve(BusContract.DRAIN_NODE.at(self.nodeId()), this::drain));
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        return blocking(
                () -> {
                    nodes.stopListening();
                    nodes.remove(self);
                });
    }

    /** Once a second, however many relays have news. */
    private void announceLoad() {
        if (loads.sessions() != self.sessions() && !stopping) {
            self = self.withLoad(loads.sessions(), self.draining());
            announce();
        }
    }

    /** Nobody waits for the cluster to hear that this node is drained, or no more. */
    private Future<Done> drain(DrainNode call) {
        if (call.draining() != self.draining()) {
            LOG.info(call.draining() ? "this node is being drained" : "this node takes matches");
        }
        self = self.withLoad(self.sessions(), call.draining());
        change(directory.with(self));
        return announce().map(new Done());
    }

    private Future<Done> forget(ForgetNode call) {
        return blocking(() -> quorum.forget(call)).map(new Done());
    }

    /** Also repeated: an entry lost in the healing of a split cluster comes back. */
    private Future<Void> announce() {
        NodeInfo current = self;
        return blocking(() -> nodes.put(current))
                .onFailure(failure -> LOG.warn("could not announce this node", failure));
    }

    private void read() {
        if (reading || stopping) {
            readAgain = reading;
            return;
        }
        reading = true;
        vertx.executeBlocking(nodes::liveNodes)
                .onSuccess(this::adopt)
                .onFailure(failure -> LOG.warn("could not read the nodes", failure))
                .onComplete(done -> readOnceMore());
    }

    private void readOnceMore() {
        reading = false;
        if (readAgain) {
            readAgain = false;
            read();
        }
    }

    /** The map may lag behind what this node knows of itself, or have lost it in a healing. */
    private NodeDirectory adopt(List<NodeInfo> live) {
        NodeDirectory read = new NodeDirectory(self.nodeId(), live);
        if (!read.isUp(self.nodeId()) && !stopping) {
            announce();
        }
        change(read.with(self));
        return directory;
    }

    private void onLost(NodeInfo lost) {
        change(directory.without(lost));
    }

    private void change(NodeDirectory next) {
        NodeDirectory before = directory;
        directory = next;
        if (!before.equals(directory)) {
            logArrivalsAndLosses(before);
            bus.publish(BusContract.NODES_CHANGED, directory.toMessage());
        }
    }

    private void logArrivalsAndLosses(NodeDirectory before) {
        before.nodes().stream()
                .filter(node -> !directory.isUp(node.nodeId()))
                .forEach(node -> LOG.info("node is gone nodeId={}", node.nodeId()));
        directory.nodes().stream()
                .filter(node -> !before.isUp(node.nodeId()))
                .forEach(
                        node ->
                                LOG.info(
                                        "node is up nodeId={} region={}",
                                        node.nodeId(),
                                        node.region()));
    }

    private Future<Void> blocking(Runnable work) {
        return vertx.executeBlocking(
                () -> {
                    work.run();
                    return null;
                });
    }
}
