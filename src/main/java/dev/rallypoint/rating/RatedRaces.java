package dev.rallypoint.rating;

import dev.rallypoint.contract.RatingConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which races change ratings and give times to boards, and for whom of those who raced.
 *
 * @param electorate those who have a vote, of whatever lobby
 */
public record RatedRaces(RatedLobbies lobbies, Electorate electorate) {
    /** Fewer agree with nobody but themselves. */
    private static final int LEAST_VOTERS = 2;

    /**
     * @throws dev.rallypoint.runtime.ConfigException if the lobbies are none
     */
    public static RatedRaces of(RatingConfig config) {
        return new RatedRaces(RatedLobbies.of(config), Electorate.of(config));
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
        List<String> voters = electorate.voters(match);
        if (voters.size() < LEAST_VOTERS) {
            return Optional.of(WhyUnrated.TOO_FEW_VOTERS);
        }
        return isOfOneParty(match, voters) ? Optional.of(WhyUnrated.PARTY) : Optional.empty();
    }

    /** Whether one party alone is the majority. */
    private static boolean isOfOneParty(RacedMatch match, List<String> voters) {
        return voters.stream()
                .flatMap(id -> Optional.ofNullable(match.parties().get(id)).stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .values()
                .stream()
                .anyMatch(votes -> 2 * votes > voters.size());
    }

    /** Whether a race that counts does so for him. */
    public boolean counts(RacedMatch match, String playerId) {
        return electorate.has(match, playerId);
    }
}
