package dev.rallypoint.bench.turn;

/**
 * Who plays.
 *
 * @param size players of each lobby
 * @param payloadBytes of each message, at least four
 */
public record Lobbies(int count, int size, int payloadBytes) {
    int players() {
        return count * size;
    }
}
