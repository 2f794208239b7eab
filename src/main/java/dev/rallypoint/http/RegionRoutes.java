package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.runtime.VertxBus;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code /v1/regions}. */
final class RegionRoutes {
    private final VertxBus bus;
    private final RegionList regions;

    /**
     * @param configured {@code id=name}
     */
    RegionRoutes(VertxBus bus, List<String> configured) {
        this.bus = bus;
        this.regions = new RegionList(configured);
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of("listRegions", this::list);
    }

    private void list(VertxExchange call) {
        call.answer(
                200,
                bus.request(BusContract.GET_NODES, new GetNodes())
                        .map(nodes -> regions.with(nodes.nodes())));
    }
}
