package dev.rallypoint.matchmaking;

import dev.rallypoint.contract.MatchmakingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * How the tickets of one game mode are matched; the operator's {@code matchmaking} settings, each
 * of which a mode can have for itself ({@link ModeRulesFile}).
 *
 * @param function name of the {@link MatchFunction}
 * @param minPlayers a match has at least so many, a multiple of teams
 * @param maxPlayers and at most so many, a multiple of teams
 * @param teams of equally many players; 1 = everyone for himself
 * @param startWith players that are enough to start, by waiting; never rises
 * @param ratingWindow how far the rating of others may be away, by waiting; never falls
 * @param latencyWindowMs round trip to the match's region that will do, by waiting; never falls
 * @param latencyLimitMs round trip that is never exceeded
 * @param longestWaitSeconds the bound on waiting that players are shown; see {@link #isOverdue}
 * @param backfillSeats seats of a racing lobby that are given away, at most; 0 = none
 * @param backfillSeconds how long after its start a lobby takes more
 * @param tracks of which matches have one each; empty = whatever their tickets ask for
 * @param attributes that tickets may have
 */
public record ModeRules(
        String function,
        int minPlayers,
        int maxPlayers,
        int teams,
        Steps startWith,
        Steps ratingWindow,
        Steps latencyWindowMs,
        int latencyLimitMs,
        int longestWaitSeconds,
        int backfillSeats,
        int backfillSeconds,
        List<String> tracks,
        TicketAttributes attributes) {
    /** Attribute of tickets that want to race on this track. */
    public static final String TRACK = "track";

    private static final String TRACKS = "tracks";
    private static final int MAX_TRACK_LETTERS = 64;

    /** Part of the longest wait after which a ticket takes what there is. */
    private static final double OVERDUE_SHARE = 0.75;

    private static final double SECOND_MS = 1_000;

    public ModeRules {
        require(minPlayers <= maxPlayers, "minPlayers", "is above maxPlayers");
        require(teams <= minPlayers, "teams", "are more than minPlayers");
        require(minPlayers % teams == 0, "minPlayers", "is no multiple of teams");
        require(maxPlayers % teams == 0, "maxPlayers", "is no multiple of teams");
        require(startWith.neverRises(), "startWith", "rises");
        require(ratingWindow.neverFalls(), "ratingWindow", "falls");
        require(latencyWindowMs.neverFalls(), "latencyWindow", "falls");
        tracks = List.copyOf(tracks);
        require(
                tracks.stream().allMatch(ModeRules::isTrack),
                TRACKS,
                "are texts of 1.." + MAX_TRACK_LETTERS + " letters without control characters");
    }

    private static boolean isTrack(String text) {
        return !text.isBlank()
                && text.length() <= MAX_TRACK_LETTERS
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static void require(boolean fine, String key, String wrong) {
        if (!fine) {
            throw new IllegalArgumentException("matchmaking." + key + " " + wrong);
        }
    }

    /**
     * @throws IllegalArgumentException naming the key and what is wrong
     */
    public static ModeRules of(MatchmakingConfig config) {
        return new ModeRules(
                config.function(),
                config.minPlayers(),
                config.maxPlayers(),
                config.teams(),
                steps("startWith", config.startWith()),
                steps("ratingWindow", config.ratingWindow()),
                steps("latencyWindow", config.latencyWindow()),
                config.latencyLimitMs(),
                config.longestWaitSeconds(),
                config.backfillSeats(),
                config.backfillSeconds(),
                config.tracks(),
                attributes(config.attributes()));
    }

    private static TicketAttributes attributes(List<String> words) {
        try {
            return TicketAttributes.of(words);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "matchmaking.attributes = " + words + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Steps steps(String key, List<String> words) {
        try {
            return Steps.of(words);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "matchmaking." + key + " = " + words + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Whether a party of that size can be in any match of the mode. */
    public boolean isPartyPossible(int players) {
        return players <= maxPlayers / teams;
    }

    /** Whether tickets may ask for it. */
    public boolean isTrackPossible(String track) {
        return tracks.isEmpty() || tracks.contains(track);
    }

    /** The first attribute that tickets may not have. Which tracks there are, is said elsewhere. */
    public Optional<String> refusedAttribute(Map<String, String> asked) {
        Map<String, String> others = new HashMap<>(asked);
        if (!tracks.isEmpty()) {
            others.remove(TRACK);
        }
        return attributes.refused(others);
    }

    /**
     * Where a match is raced: as its tickets ask, else on one of the mode's tracks, which are
     * chosen equally often. The same on every node. Empty = nobody says.
     *
     * @param attributes of its tickets
     */
    public Optional<String> track(Map<String, String> attributes, UUID matchId) {
        Optional<String> wanted =
                Optional.ofNullable(attributes.get(TRACK)).filter(text -> !text.isBlank());
        if (wanted.isPresent() || tracks.isEmpty()) {
            return wanted;
        }
        // The low half of an id made from a hash: two fixed bits, then even.
        return Optional.of(
                tracks.get(Math.floorMod(matchId.getLeastSignificantBits(), tracks.size())));
    }

    /** Whether all of them can be sent to one region within {@link #latencyLimitMs}. */
    public boolean isReachable(List<TicketMember> members) {
        Predicate<String> nearForAll =
                region ->
                        members.stream()
                                .allMatch(
                                        member ->
                                                member.roundTripMs()
                                                                .getOrDefault(
                                                                        region, Integer.MAX_VALUE)
                                                        <= latencyLimitMs);
        return members.get(0).roundTripMs().keySet().stream().anyMatch(nearForAll);
    }

    /** How many players are enough for a match with a ticket that has waited so long. */
    public int playersNeeded(long waitedMs) {
        int asked = (int) Math.ceil(startWith.at(waitedMs) / teams) * teams;
        return isOverdue(waitedMs) ? minPlayers : Math.max(minPlayers, Math.min(maxPlayers, asked));
    }

    public double ratingWindowAt(long waitedMs) {
        return isOverdue(waitedMs) ? Double.POSITIVE_INFINITY : ratingWindow.at(waitedMs);
    }

    /** Never above {@link #latencyLimitMs}. */
    public int latencyWindowAt(long waitedMs) {
        return isOverdue(waitedMs)
                ? latencyLimitMs
                : (int) Math.min(latencyLimitMs, latencyWindowMs.at(waitedMs));
    }

    /**
     * Whether a ticket takes precedence by age: it is served before all younger ones and takes
     * whoever is left, in spite of all windows, within {@link #latencyLimitMs}.
     */
    public boolean isOverdue(long waitedMs) {
        return waitedMs >= overdueMs();
    }

    /** When a window or the need changes next, in ms of waiting; empty = never again. */
    public OptionalLong nextChangeMs(long waitedMs) {
        if (isOverdue(waitedMs)) {
            return OptionalLong.empty();
        }
        return LongStream.of(
                        startWith.nextChange(waitedMs).orElse(overdueMs()),
                        ratingWindow.nextChange(waitedMs).orElse(overdueMs()),
                        latencyWindowMs.nextChange(waitedMs).orElse(overdueMs()),
                        overdueMs())
                .min();
    }

    /** From this waiting on {@link #isOverdue}. */
    public long overdueMs() {
        return Math.round(longestWaitSeconds * SECOND_MS * OVERDUE_SHARE);
    }
}
