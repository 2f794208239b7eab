package dev.rallypoint.timeline;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.TimelineMessage.ConnectionsReply;
import dev.rallypoint.contract.TimelineMessage.GetConnections;
import dev.rallypoint.contract.TimelineMessage.GetHostDrops;
import dev.rallypoint.contract.TimelineMessage.GetRelayTimeline;
import dev.rallypoint.contract.TimelineMessage.GetTimeline;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.HostDropsReply;
import dev.rallypoint.contract.TimelineMessage.NodeTimeline;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.timeline.Findings.HeardRelay;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Answers how players' attempts to connect went: for its node, and for the whole cluster. */
public final class TimelineVerticle extends VerticleBase {
    private final String nodeId;
    private final int relays;
    private final Ground ground;
    private final VertxBus bus;
    private final TokenBook tokens = new TokenBook();

    /**
     * @param relays of this node
     */
    public TimelineVerticle(String nodeId, int relays, Ground ground) {
        this.nodeId = nodeId;
        this.relays = relays;
        this.ground = ground;
        this.bus = ground.bus();
    }

    @Override
    public Future<?> start() {
        return VertxBus.all(
                List.of(
                        bus.subscribe(BusContract.TOKEN_ASKED, tokens::add),
                        bus.serve(BusContract.GET_TIMELINE.at(nodeId), this::timeline),
                        bus.serve(BusContract.GET_HOST_DROPS.at(nodeId), this::drops),
                        bus.serve(BusContract.GET_CONNECTIONS, this::connections)));
    }

    private Future<NodeTimeline> timeline(GetTimeline question) {
        String playerId = question.playerId();
        return askRelays(BusContract.GET_RELAY_TIMELINE, new GetRelayTimeline(playerId))
                .map(answers -> new NodeTimeline(nodeId, tokens.of(playerId), answers));
    }

    private Future<HostDropsReply> drops(GetHostDrops question) {
        return askRelays(BusContract.GET_RELAY_HOST_DROPS, question)
                .map(answers -> new HostDropsReply(HostSums.of(answers)));
    }

    private <Q extends BusMessage, A extends BusMessage> Future<List<A>> askRelays(
            Request<Q, A> request, Q question) {
        return Future.all(
                        IntStream.range(0, relays)
                                .mapToObj(loop -> bus.request(request.at("" + loop), question))
                                .toList())
                .map(answers -> answers.list());
    }

    /** The answers by node; empty = it did not answer. */
    private <Q extends BusMessage, A extends BusMessage> Future<Map<String, Optional<A>>> askNodes(
            List<String> nodes, Request<Q, A> request, Q question) {
        Map<String, Optional<A>> byNode = new LinkedHashMap<>();
        List<Future<?>> all = new ArrayList<>();
        for (String node : nodes) {
            byNode.put(node, Optional.empty());
            all.add(
                    bus.request(request.at(node), question)
                            .onSuccess(answer -> byNode.put(node, Optional.of(answer))));
        }
        return Future.join(all).otherwiseEmpty().map(done -> byNode);
    }

    private Future<ConnectionsReply> connections(GetConnections question) {
        String playerId = question.playerId();
        return bus.request(BusContract.GET_NODES, new GetNodes())
                .compose(nodes -> findings(playerId, nodes.nodes()))
                .map(found -> new Story(found, ground.clock().nowMs()).told())
                .map(ConnectionsReply::new);
    }

    private Future<Findings> findings(String playerId, List<NodeInfo> nodes) {
        return askNodes(
                        nodes.stream().map(NodeInfo::nodeId).toList(),
                        BusContract.GET_TIMELINE,
                        new GetTimeline(playerId))
                .compose(timelines -> withDrops(playerId, nodes, timelines));
    }

    private Future<Findings> withDrops(
            String playerId, List<NodeInfo> nodes, Map<String, Optional<NodeTimeline>> timelines) {
        List<NodeTimeline> known = timelines.values().stream().flatMap(Optional::stream).toList();
        List<String> silent =
                timelines.entrySet().stream()
                        .filter(node -> node.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
        List<HeardRelay> relaysHeard =
                nodes.stream()
                        .filter(node -> timelines.get(node.nodeId()).isPresent())
                        .flatMap(Findings::relaysOf)
                        .toList();
        List<String> hosts = Hosts.of(known);
        if (hosts.isEmpty()) {
            return Future.succeededFuture(
                    new Findings(playerId, known, Map.of(), relaysHeard, silent));
        }
        return askNodes(
                        known.stream().map(NodeTimeline::nodeId).toList(),
                        BusContract.GET_HOST_DROPS,
                        new GetHostDrops(hosts))
                .map(drops -> new Findings(playerId, known, present(drops), relaysHeard, silent));
    }

    private static Map<String, List<HostDrops>> present(
            Map<String, Optional<HostDropsReply>> answers) {
        Map<String, List<HostDrops>> present = new LinkedHashMap<>();
        answers.forEach(
                (node, answer) -> answer.ifPresent(reply -> present.put(node, reply.drops())));
        return present;
    }
}
