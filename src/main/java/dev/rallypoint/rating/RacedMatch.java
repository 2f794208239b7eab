package dev.rallypoint.rating;

import java.util.List;
import java.util.Optional;

/**
 * A match as its results are judged by.
 *
 * @param members player ids of all who took part at some time
 * @param owner of the lobby now
 * @param startedAtMs by the server's clock
 */
public record RacedMatch(
        String gameMode, long startedAtMs, List<String> members, Optional<String> owner) {
    public RacedMatch {
        members = List.copyOf(members);
    }
}
