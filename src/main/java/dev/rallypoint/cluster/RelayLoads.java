package dev.rallypoint.cluster;

import dev.rallypoint.contract.RelayMessage.RelayLoad;
import java.util.HashMap;
import java.util.Map;

/** What the relays of this node last said, added up. */
final class RelayLoads {
    private final Map<Integer, Integer> sessions = new HashMap<>();

    void onLoad(RelayLoad load) {
        sessions.put(load.loop(), load.sessions());
    }

    /** Of all relays of the node. */
    int sessions() {
        return sessions.values().stream().mapToInt(Integer::intValue).sum();
    }
}
