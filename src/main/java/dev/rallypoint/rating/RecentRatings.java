package dev.rallypoint.rating;

import dev.rallypoint.contract.RatingMessage.SavedRating;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ratings and blocks of whom was asked for lately, for while the database is away. The one who was
 * asked for longest ago goes first. One event loop's.
 */
final class RecentRatings {
    /** What is known of one player in one mode; without a rating he never played there. */
    record Known(Optional<SavedRating> rating, List<String> blocked) {
        Known {
            blocked = List.copyOf(blocked);
        }
    }

    private record Key(String playerId, String gameMode) {}

    private final int capacity;
    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    RecentRatings(int capacity) {
        this.capacity = capacity;
    }

    void put(String playerId, String gameMode, Known news) {
        known.put(new Key(playerId, gameMode), news);
        if (known.size() > capacity) {
            known.remove(known.keySet().iterator().next());
        }
    }

    void forget(String playerId) {
        known.keySet().removeIf(key -> key.playerId().equals(playerId));
    }

    Optional<Known> get(String playerId, String gameMode) {
        return Optional.ofNullable(known.get(new Key(playerId, gameMode)));
    }
}
