package dev.rallypoint.rating;

import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.RatingConfig;
import java.util.Optional;

/**
 * Which races change ratings and give times to boards, and for whom of those who raced.
 *
 * @param ratesBackfilled whether also for those whom matchmaking seated while it raced
 */
public record RatedRaces(RatedLobbies lobbies, boolean ratesBackfilled) {
    /** Fewer agree with nobody but themselves. */
    private static final int LEAST_VOTERS = 2;

    /**
     * @throws dev.rallypoint.runtime.ConfigException if the lobbies are none
     */
    public static RatedRaces of(RatingConfig config) {
        return new RatedRaces(RatedLobbies.of(config), config.ratesBackfilled());
    }

    /**
     * Empty if it counts.
     *
     * @param byOperator whether an operator says how it went: he has seen what he believes
     */
    public Optional<WhyUnrated> obstacle(RacedMatch match, boolean byOperator) {
        if (byOperator) {
            return Optional.empty();
        }
        if (!lobbies.includes(match.kind())) {
            return Optional.of(WhyUnrated.LOBBY);
        }
        return match.voters().size() < LEAST_VOTERS
                ? Optional.of(WhyUnrated.TOO_FEW_VOTERS)
                : Optional.empty();
    }

    /** Whether a race that counts does so for him. */
    public boolean counts(RacedMatch match, String playerId) {
        if (!match.hasMember(playerId)) {
            return false;
        }
        MatchOrigin origin = match.origins().get(playerId);
        return origin == MatchOrigin.STARTED || origin == MatchOrigin.MATCHED && ratesBackfilled;
    }
}
