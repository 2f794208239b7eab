package dev.rallypoint.support.history;

import java.util.List;
import java.util.Optional;

/**
 * A lobby as a caller was shown it.
 *
 * @param seenNanos when the answer had come
 */
public record Document(
        String lobbyId, int capacity, long version, List<Seat> seats, long seenNanos) {
    /** Who sits where. */
    public record Seat(String playerId, int slot, boolean ready) {}

    public Document {
        seats = List.copyOf(seats);
    }

    Optional<Seat> seat(String playerId) {
        return seats.stream().filter(seat -> seat.playerId().equals(playerId)).findFirst();
    }

    boolean has(String playerId) {
        return seat(playerId).isPresent();
    }

    @Override
    public String toString() {
        return lobbyId + " v" + version + seats;
    }
}
