package dev.rallypoint.rating;

import java.util.Optional;

/**
 * How a match ended for one player.
 *
 * @param place 1 = first, one more than there are players ahead; who did not finish shares the last
 * @param team who has the same raced together
 */
public record Finish(
        String playerId, int place, boolean finished, Optional<Long> timeMs, int team) {}
