package dev.rallypoint.rating;

import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.runtime.ConfigException;
import java.util.List;
import java.util.Locale;

/** Of which lobbies races change ratings and give times to boards; each has those before it. */
public enum RatedLobbies {
    /** Of matchmaking, which chooses who races against whom; parties choose only themselves. */
    MATCHED,
    /** Of players, too, if everybody may come in. */
    PUBLIC,
    /** Also of friends among themselves. */
    ALL;

    boolean includes(LobbyKind kind) {
        return switch (this) {
            case MATCHED -> kind == LobbyKind.MATCHED;
            case PUBLIC -> kind != LobbyKind.PRIVATE;
            case ALL -> true;
        };
    }

    /**
     * @throws ConfigException if it is none of the words
     */
    static RatedLobbies of(RatingConfig config) {
        String word = config.ratedLobbies();
        return List.of(values()).stream()
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        "rating.ratedLobbies = "
                                                + word
                                                + " is not matched, public or all"));
    }
}
