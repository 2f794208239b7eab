package dev.rallypoint.contract;

import java.util.List;

/** Ratings: asked by whoever makes matches, answered by the rating room of the node. */
public sealed interface RatingMessage extends BusMessage {
    /** Asks how good players are in a game mode, and whom they do not want to meet. */
    record GetRatings(List<String> playerIds, String gameMode) implements RatingMessage {
        public GetRatings {
            playerIds = List.copyOf(playerIds);
        }
    }

    /**
     * @param ratings of all who were asked for, in that order; those of unknown players are a
     *     newcomer's
     * @param fromStore false = the database is away: what is not remembered is a newcomer's, and
     *     nobody is known to be blocked
     */
    record Ratings(List<PlayerRating> ratings, boolean fromStore) implements RatingMessage {
        public Ratings {
            ratings = List.copyOf(ratings);
        }
    }

    /**
     * On OpenSkill's scale, where a newcomer has mu 25 and sigma 25/3. Sigma is as of now: it has
     * grown while he was away.
     *
     * @param matches that were counted in this mode
     * @param provisional whether these are too few to say much
     * @param blocked player ids that he does not want to meet
     */
    record PlayerRating(
            String playerId,
            double mu,
            double sigma,
            int matches,
            boolean provisional,
            List<String> blocked) {
        public PlayerRating {
            blocked = List.copyOf(blocked);
        }
    }

    record GetSeasons() implements RatingMessage {}

    record SeasonsReply(Api.Seasons seasons) implements RatingMessage {}

    /** Erases a player wherever he is: in tickets, lobbies, logins and the database. */
    record ForgetPlayer(String playerId) implements RatingMessage {}

    /** A player was erased: whoever remembers him forgets him. */
    record PlayerErased(String playerId) implements RatingMessage {}

    /** The same from the database, as it was after the last match of each. */
    record LoadRatings(List<String> playerIds, String gameMode) implements RatingMessage {
        public LoadRatings {
            playerIds = List.copyOf(playerIds);
        }
    }

    /** Players who never played have no rating. */
    record SavedRatings(List<SavedRating> ratings, List<Block> blocks) implements RatingMessage {
        public SavedRatings {
            ratings = List.copyOf(ratings);
            blocks = List.copyOf(blocks);
        }
    }

    record SavedRating(
            String playerId,
            String gameMode,
            double mu,
            double sigma,
            int matches,
            long lastMatchAtMs) {}

    /** {@code blockedId} is whom {@code playerId} does not want to meet. */
    record Block(String playerId, String blockedId) {}
}
