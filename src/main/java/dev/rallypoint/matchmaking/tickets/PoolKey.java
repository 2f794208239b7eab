package dev.rallypoint.matchmaking.tickets;

/**
 * Tickets of different pools never meet.
 *
 * @param shard from 0
 */
record PoolKey(String gameMode, int shard) {
    /** The shard of players whose nearest region is this one. */
    static int shardOf(String region, int shards) {
        return Math.floorMod(region.hashCode(), shards);
    }
}
