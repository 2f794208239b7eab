package dev.rallypoint.turn.server;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** All allocations of a node, and how many each player has. */
final class Allocations {
    private final Set<Allocation> all = new LinkedHashSet<>();
    private final Map<String, Integer> byPlayer = new HashMap<>();
    private final Map<ClientTransport, Integer> byTransport = new EnumMap<>(ClientTransport.class);
    private final RelayedAddresses addresses;

    Allocations(RelayedAddresses addresses) {
        this.addresses = addresses;
    }

    int count() {
        return all.size();
    }

    int count(ClientTransport transport) {
        return byTransport.getOrDefault(transport, 0);
    }

    int countOf(String playerId) {
        return byPlayer.getOrDefault(playerId, 0);
    }

    void add(Allocation allocation) {
        all.add(allocation);
        allocation.door().put(allocation);
        allocation.relayed().forEach(relayed -> addresses.setOwner(relayed, allocation));
        byPlayer.merge(allocation.owner().playerId(), 1, Integer::sum);
        byTransport.merge(allocation.door().transport(), 1, Integer::sum);
    }

    /** Ends it: its relayed addresses are free at once, for the next one. */
    void remove(Allocation allocation) {
        if (!all.remove(allocation)) {
            return;
        }
        allocation.door().remove(allocation);
        allocation.relayed().forEach(addresses::close);
        byPlayer.computeIfPresent(
                allocation.owner().playerId(), (id, count) -> count == 1 ? null : count - 1);
        byTransport.merge(allocation.door().transport(), -1, Integer::sum);
    }

    void removeIf(Predicate<Allocation> isOver) {
        List<Allocation> over = all.stream().filter(isOver).toList();
        over.forEach(this::remove);
    }
}
