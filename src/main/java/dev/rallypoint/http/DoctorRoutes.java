package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /v1/doctor}: what a player's doctor cannot find out by itself. */
final class DoctorRoutes {
    private static final List<String> OFFERS = List.of("stun", "relay-udp");

    private final VertxBus bus;
    private final EpochClock clock;

    DoctorRoutes(VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of("getDoctor", this::tell);
    }

    private void tell(VertxExchange call) {
        Optional<String> host = Optional.of(call.clientHost()).filter(known -> !known.isEmpty());
        call.answer(
                200,
                bus.request(BusContract.GET_NODES, new GetNodes()).map(nodes -> data(nodes, host)));
    }

    /** The time is read last: what came before would count as a wrong clock. */
    private Api.DoctorData data(Nodes nodes, Optional<String> clientHost) {
        String region =
                nodes.nodes().stream()
                        .filter(node -> node.nodeId().equals(nodes.selfNodeId()))
                        .map(NodeInfo::region)
                        .findFirst()
                        .orElse("");
        String serverTime = Instant.ofEpochMilli(clock.nowMs()).toString();
        return new Api.DoctorData(serverTime, nodes.selfNodeId(), region, clientHost, OFFERS);
    }
}
