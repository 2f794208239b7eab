package dev.rallypoint.relay;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.TimelineMessage.GetHostDrops;
import dev.rallypoint.contract.TimelineMessage.GetRelayTimeline;
import dev.rallypoint.contract.TimelineMessage.HostDropsReply;
import dev.rallypoint.contract.TimelineMessage.RelayTimeline;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.timeline.RelayTimelines;
import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;

/** Tells the node what one relay knows of players' attempts. On the relay's event loop. */
final class VertxTimelineDesk {
    private final int loop;
    private final RelayTimelines timelines;

    VertxTimelineDesk(int loop, RelayTimelines timelines) {
        this.loop = loop;
        this.timelines = timelines;
    }

    Future<Void> serveOn(VertxBus bus) {
        String relay = String.valueOf(loop);
        return VertxBus.all(
                List.of(
                        bus.serve(BusContract.GET_RELAY_TIMELINE.at(relay), this::timeline),
                        bus.serve(BusContract.GET_RELAY_HOST_DROPS.at(relay), this::drops)));
    }

    private Future<RelayTimeline> timeline(GetRelayTimeline question) {
        OptionalLong player = Ids.clientId(question.playerId());
        return Future.succeededFuture(
                new RelayTimeline(
                        loop, player.isEmpty() ? List.of() : timelines.of(player.getAsLong())));
    }

    private Future<HostDropsReply> drops(GetHostDrops question) {
        List<PeerAddress> hosts = question.hosts().stream().map(PeerAddress::parseHost).toList();
        return Future.succeededFuture(new HostDropsReply(timelines.ofHosts(hosts)));
    }
}
