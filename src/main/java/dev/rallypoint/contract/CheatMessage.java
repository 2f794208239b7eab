package dev.rallypoint.contract;

import java.util.List;
import java.util.Optional;

/** What the relays see of cheats. */
public sealed interface CheatMessage extends BusMessage {
    /**
     * A player's score rose over a threshold, with all that speaks for it; told by a relay to its
     * own node.
     *
     * @param track empty if the lobby has none
     * @param action what the score calls for: warn, flag, kick or ban
     * @param shadow whether that is only to be recorded
     * @param findings the last ones, oldest first; the last of them raised the score
     * @param states the player's last ten seconds, oldest first
     */
    record CheatVerdict(
            String playerId,
            String lobbyId,
            String gameMode,
            String track,
            String action,
            boolean shadow,
            double score,
            long atMs,
            List<CheatFinding> findings,
            List<ObservedState> states)
            implements CheatMessage {
        public CheatVerdict {
            findings = List.copyOf(findings);
            states = List.copyOf(states);
        }

        /** Whether the player is to leave his match at once. */
        public boolean takesOut() {
            return !shadow && (action.equals("kick") || action.equals("ban"));
        }

        /** What raised the score. */
        public CheatFinding cause() {
            return findings.get(findings.size() - 1);
        }
    }

    /** One finding of a rule, in the rule's unit, with the score after it. */
    record CheatFinding(String rule, double measured, double allowed, double score, long atMs) {}

    /**
     * A state message as a relay read it; metres, metres a second.
     *
     * @param serverMs when it arrived, Unix ms
     * @param clientMicros the player's clock
     */
    record ObservedState(
            long serverMs,
            long clientMicros,
            int sequence,
            List<Double> position,
            List<Double> velocity,
            List<Double> rotation,
            int checkpoints,
            int respawns,
            boolean paused) {
        public ObservedState {
            position = List.copyOf(position);
            velocity = List.copyOf(velocity);
            rotation = List.copyOf(rotation);
        }
    }

    /** Asks one node for what it keeps, the newest first; {@code playerId} empty = of all. */
    record ListEvidence(Optional<String> playerId, int limit) implements CheatMessage {}

    record EvidencePage(List<EvidenceSummary> evidence) implements CheatMessage {
        public EvidencePage {
            evidence = List.copyOf(evidence);
        }
    }

    /** A kept verdict without its states; of its findings the one that raised the score. */
    record EvidenceSummary(
            String evidenceId,
            String nodeId,
            String playerId,
            String lobbyId,
            String gameMode,
            String track,
            String action,
            boolean shadow,
            double score,
            long atMs,
            CheatFinding cause) {}

    record GetEvidence(String evidenceId) implements CheatMessage {}

    /** {@code verdict} is empty if the node that was asked does not have it. */
    record EvidenceReply(String evidenceId, String nodeId, Optional<CheatVerdict> verdict)
            implements CheatMessage {}
}
