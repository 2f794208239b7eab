package dev.rallypoint.http;

import dev.rallypoint.contract.AddressMessage.GetIceServers;
import dev.rallypoint.contract.AddressMessage.IceServers;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.runtime.VertxBus;
import java.util.Map;
import java.util.function.Consumer;

/** {@code /v1/ice-servers}. */
final class IceRoutes {
    private final VertxBus bus;

    IceRoutes(VertxBus bus) {
        this.bus = bus;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of("listIceServers", this::list);
    }

    private void list(VertxExchange call) {
        GetIceServers question = new GetIceServers(call.caller().playerId());
        call.answer(
                200, bus.request(BusContract.GET_ICE_SERVERS, question).map(IceServers::servers));
    }
}
