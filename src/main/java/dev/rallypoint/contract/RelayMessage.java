package dev.rallypoint.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What relays say of their sessions. */
public sealed interface RelayMessage extends BusMessage {
    /** A relay session began (connected) or ended; told to the lobby room of the same node. */
    record SessionChanged(
            String lobbyId, String playerId, int slot, boolean connected, String reason)
            implements RelayMessage {
        /** The reason why a session ended whose player was sent on to his match's new home. */
        public static final String MOVED = "moved";
    }

    /**
     * Told once a second by each relay to the other rooms of its node.
     *
     * @param loop which of the node's relays, from 0
     */
    record RelayLoad(int loop, int sessions, int matches) implements RelayMessage {}

    /**
     * A relay of this node has a session whose player is no member of its lobby, or sits elsewhere
     * in it: the news of his leaving was lost.
     *
     * @param generation of the lobby's newest connect token: he has none that is newer
     */
    record SessionRefused(String lobbyId, String playerId, long generation)
            implements RelayMessage {}

    /**
     * Where a lobby's match lives has changed; told by the lobby room to the relays of its node.
     *
     * @param here whether it came to this node or left it
     * @param generation of the newest connect token given out before the move: when the match came
     *     here, tokens up to it are good although they name another home or have expired; when it
     *     left, they are outdated
     * @param members who may come with such a token, and their slots
     * @param hostSlot the owner's slot: a token in hand may name an owner of hours ago
     */
    record MatchMoved(
            String lobbyId,
            boolean here,
            long generation,
            List<Seat> members,
            Optional<Integer> hostSlot)
            implements RelayMessage {
        public MatchMoved {
            members = List.copyOf(members);
        }

        /** Where nobody needs to know the owner: the match left. */
        public MatchMoved(String lobbyId, boolean here, long generation, List<Seat> members) {
            this(lobbyId, here, generation, members, Optional.empty());
        }
    }

    /** A player's place in a match. */
    record Seat(String playerId, int slot) {}

    /**
     * All sessions of one relay, told every few seconds to the lobby room of its node, which brings
     * lobbies in line with it: news may have been lost while the cluster was split.
     *
     * @param loop which of the node's relays, from 0
     */
    record RelaySessions(int loop, List<MatchSessions> matches) implements RelayMessage {
        public RelaySessions {
            matches = List.copyOf(matches);
        }
    }

    /** Who of a lobby is connected. */
    record MatchSessions(String lobbyId, List<Seat> members) {
        public MatchSessions {
            members = List.copyOf(members);
        }
    }

    /**
     * What one relay has dropped since it started; told once a second to its node.
     *
     * @param loop which of the node's relays, from 0
     * @param drops how many by the label of the reason; those of which there were any
     */
    record RelayDrops(int loop, Map<String, Long> drops) implements RelayMessage {
        public RelayDrops {
            drops = Map.copyOf(drops);
        }
    }
}
