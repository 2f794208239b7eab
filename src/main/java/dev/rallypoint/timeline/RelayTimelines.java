package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The attempts that one relay has seen: the last few tokens of the last so many players. Only
 * genuine tokens make entries, so a stranger cannot push anybody out; a player's tokens push out
 * his own older ones. Belongs to the relay's event loop.
 */
public final class RelayTimelines {
    /** Tokens of a player that are remembered. */
    public static final int ATTEMPTS = 4;

    /** Whoever is connected is not forgotten, so there must be more than sessions. */
    private static final int BESIDE_SESSIONS = 1_024;

    private final int maxPlayers;

    /** By client id, the longest not seen first. */
    private final Map<Long, List<Attempt>> players = new LinkedHashMap<>(16, 0.75f, true);

    private final SourceDrops strangers;

    /**
     * @param maxSessions of the relay
     * @param seed random
     */
    public RelayTimelines(int maxSessions, long seed) {
        maxPlayers = maxSessions + BESIDE_SESSIONS;
        strangers = new SourceDrops(seed);
    }

    /** The attempt of a token, begun if it is new. For handshakes, not for packets. */
    public Attempt attempt(long clientId, UUID lobbyId, long generation) {
        List<Attempt> known = players.get(clientId);
        if (known == null) {
            makeRoom();
            known = new ArrayList<>(1);
            players.put(clientId, known);
        }
        for (Attempt attempt : known) {
            if (attempt.isOf(lobbyId, generation)) {
                return attempt;
            }
        }
        if (known.size() == ATTEMPTS) {
            known.remove(oldest(known));
        }
        Attempt begun = new Attempt(lobbyId, generation);
        known.add(begun);
        return begun;
    }

    /** The one that is connected is kept while there are others. */
    private static int oldest(List<Attempt> attempts) {
        for (int i = 0; i < attempts.size(); i++) {
            if (!attempts.get(i).isOpen()) {
                return i;
            }
        }
        return 0;
    }

    /** Whoever is connected counts as seen, so that each is passed over once in a round. */
    private void makeRoom() {
        for (int looks = players.size(); players.size() >= maxPlayers; looks--) {
            Iterator<Map.Entry<Long, List<Attempt>>> longest = players.entrySet().iterator();
            Map.Entry<Long, List<Attempt>> entry = longest.next();
            boolean isConnected = entry.getValue().stream().anyMatch(Attempt::isOpen);
            longest.remove();
            if (isConnected && looks > 0) {
                players.put(entry.getKey(), entry.getValue());
            }
        }
    }

    /** What nobody's token explains. */
    public SourceDrops strangers() {
        return strangers;
    }

    /** What is known of a player, the oldest token first; never changed afterwards. */
    public List<RelayAttempt> of(long clientId) {
        List<Attempt> known = players.get(clientId);
        return known == null ? List.of() : known.stream().map(Attempt::told).toList();
    }

    int players() {
        return players.size();
    }

    /** Drops by source, of these IP addresses. */
    public List<HostDrops> ofHosts(List<PeerAddress> hosts) {
        return hosts.stream().flatMap(host -> strangers.of(host).stream()).toList();
    }
}
