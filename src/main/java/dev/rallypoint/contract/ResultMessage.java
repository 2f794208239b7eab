package dev.rallypoint.contract;

import dev.rallypoint.contract.StoreMessage.MatchMember;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Results of matches, boards, and what players know of each other. */
public sealed interface ResultMessage extends BusMessage {
    /**
     * Who is in a match changed, or who owns its lobby, while it races.
     *
     * @param members those who are there now; nobody leaves a match by this
     */
    record MatchChanged(String matchId, List<MatchMember> members, String owner, long atMs)
            implements ResultMessage {
        public MatchChanged {
            members = List.copyOf(members);
        }
    }

    /**
     * How a race went, as somebody says; told twice, the first one counts.
     *
     * @param reporter a player id, or the name of an operator
     * @param byOperator believed at once
     */
    record ReportResult(
            String matchId,
            String reporter,
            boolean byOperator,
            Api.MatchReport report,
            long reportedAtMs)
            implements ResultMessage {
        public ReportResult {
            Objects.requireNonNull(report);
        }
    }

    record FindMatch(String matchId) implements ResultMessage {}

    /**
     * @param match as players may see it
     * @param operatorsReason with the names of who contradicts
     */
    record MatchReply(Api.Match match, Optional<String> operatorsReason) implements ResultMessage {
        public Api.Match toOperator() {
            return match.withReason(operatorsReason);
        }
    }

    /** As if a settled match had not been raced. */
    record VoidMatch(String matchId, String actor, String reason, long atMs)
            implements ResultMessage {}

    /** Asks for a player's matches, the newest first. */
    record ListMatches(String playerId, int limit, Optional<String> cursor)
            implements ResultMessage {}

    /**
     * The same for operators: as it is now, and of a player who was erased, too, for as long as is
     * remembered who he was.
     */
    record ListMatchesOfAnybody(String playerId, int limit, Optional<String> cursor)
            implements ResultMessage {}

    record MatchPageReply(Api.MatchPage page) implements ResultMessage {}

    /** Asks for matches in a state, for operators, the newest first. */
    record ListResults(String state, int limit) implements ResultMessage {}

    record MatchList(List<MatchReply> matches) implements ResultMessage {
        public MatchList {
            matches = List.copyOf(matches);
        }
    }

    /**
     * @param board rating or times
     * @param track of times only
     * @param season empty = all time
     * @param region empty = the world; of times only
     * @param aroundMe the page with the caller in its middle, instead of by the cursor
     */
    record ReadLeaderboard(
            String board,
            String gameMode,
            Optional<String> track,
            Optional<String> season,
            Optional<String> region,
            String callerId,
            boolean aroundMe,
            int limit,
            Optional<String> cursor)
            implements ResultMessage {}

    record LeaderboardReply(Api.Leaderboard board) implements ResultMessage {}

    /** {@code blocked} false = he may meet him again. */
    record SetBlock(String playerId, String blockedId, boolean blocked, long atMs)
            implements ResultMessage {}

    record ListBlocks(String playerId) implements ResultMessage {}

    /** Asks whom a player raced with lately. */
    record ListRecentPlayers(String playerId, int limit) implements ResultMessage {}

    record PlayerListReply(Api.PlayerList list) implements ResultMessage {}

    /** Where a part of an export begins: after the row with this key. */
    record ExportPlace(String section, List<String> afterKey) {
        public static final ExportPlace BEGINNING = new ExportPlace("", List.of());

        public ExportPlace {
            afterKey = List.copyOf(afterKey);
        }
    }

    /** Asks for a part of what the database has about a player. */
    record ExportPlayer(String playerId, ExportPlace from) implements ResultMessage {
        public ExportPlayer {
            Objects.requireNonNull(from);
        }
    }

    /**
     * @param rows each by column, as text, without what is not set; none = an empty section
     * @param next empty after the last part
     */
    record ExportPart(String section, List<Map<String, String>> rows, Optional<ExportPlace> next)
            implements ResultMessage {
        public ExportPart {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Erases a player, and whatever is written late about him; asked twice, he is erased once.
     *
     * @param pseudonym takes his place in the matches of others, unless he has one already
     */
    record ErasePlayer(String playerId, String pseudonym, long atMs) implements ResultMessage {}

    /**
     * @param wasKnown false if there was nothing of him, now or in the last days
     */
    record ErasedPlayer(boolean wasKnown) implements ResultMessage {}
}
