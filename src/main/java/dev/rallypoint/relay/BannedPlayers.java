package dev.rallypoint.relay;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.StoreMessage.Ban;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bans as a relay knows its players. */
final class BannedPlayers {
    private static final String PLAYER = "player";

    private BannedPlayers() {}

    /** Until when players are banned by client id, Unix ms; {@link Long#MAX_VALUE} = for ever. */
    static Map<Long, Long> untilMs(List<Ban> bans) {
        Map<Long, Long> untilMs = new HashMap<>();
        for (Ban ban : bans) {
            if (ban.subject().equals(PLAYER)) {
                long until = ban.untilMs() == 0 ? Long.MAX_VALUE : ban.untilMs();
                Ids.clientId(ban.value())
                        .ifPresent(clientId -> untilMs.merge(clientId, until, Math::max));
            }
        }
        return untilMs;
    }
}
