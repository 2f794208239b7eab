package dev.rallypoint.contract;

import java.util.List;
import java.util.Optional;

/** Timelines: how players' attempts to connect went. */
public sealed interface TimelineMessage extends BusMessage {
    /**
     * A member asked for a connect token; told by the lobby room to its node.
     *
     * @param generation of the token; 0 = he got none
     * @param clientHost his IP address as the API sees it; empty = not known
     * @param servers of the token, in the order to try
     * @param refusal the problem's code; empty = he got the token
     */
    record TokenAsked(
            String playerId,
            String lobbyId,
            long generation,
            long atMs,
            String clientHost,
            String flavour,
            List<String> servers,
            Optional<String> refusal)
            implements TimelineMessage {
        public TokenAsked {
            servers = List.copyOf(servers);
        }
    }

    /** Asks the whole cluster how a player's attempts to connect went. */
    record GetConnections(String playerId) implements TimelineMessage {}

    record ConnectionsReply(Api.PlayerConnections connections) implements TimelineMessage {}

    /** Asks one node what it knows of that. */
    record GetTimeline(String playerId) implements TimelineMessage {}

    record NodeTimeline(String nodeId, List<TokenAsked> tokens, List<RelayTimeline> relays)
            implements TimelineMessage {
        public NodeTimeline {
            tokens = List.copyOf(tokens);
            relays = List.copyOf(relays);
        }
    }

    /** Asks one relay of this node. */
    record GetRelayTimeline(String playerId) implements TimelineMessage {}

    /**
     * @param loop which of the node's relays, from 0
     */
    record RelayTimeline(int loop, List<RelayAttempt> attempts) implements TimelineMessage {
        public RelayTimeline {
            attempts = List.copyOf(attempts);
        }
    }

    /** What became of one connect token, named by its generation, at one relay. */
    record RelayAttempt(
            String lobbyId, long generation, List<AttemptStep> steps, List<AttemptDrop> drops) {
        public RelayAttempt {
            steps = List.copyOf(steps);
            drops = List.copyOf(drops);
        }
    }

    /**
     * @param step request, challenge, response, seated, first-payload, address-changed or ended
     * @param address the player's at the last of them, {@code ip:port}
     * @param detail the slot of seated, the reason of ended
     */
    record AttemptStep(
            String step,
            long firstMs,
            long lastMs,
            int count,
            Optional<String> address,
            Optional<String> detail) {}

    /**
     * @param reason the label of a drop reason
     */
    record AttemptDrop(String reason, long firstMs, long lastMs, long count) {}

    /** Asks a relay or node what it dropped of these IP addresses without knowing whose it was. */
    record GetHostDrops(List<String> hosts) implements TimelineMessage {
        public GetHostDrops {
            hosts = List.copyOf(hosts);
        }
    }

    /** {@code drops} has those of which there were any. */
    record HostDropsReply(List<HostDrops> drops) implements TimelineMessage {
        public HostDropsReply {
            drops = List.copyOf(drops);
        }
    }

    record HostDrops(String host, List<AttemptDrop> drops) {
        public HostDrops {
            drops = List.copyOf(drops);
        }
    }
}
