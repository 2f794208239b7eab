/**
 * Floor 4: tickets in the cluster, from the wish to be matched to the seat in a lobby. A ticket and
 * a match are immutable records in cluster maps, changed by pure rules ({@code TicketRules}, {@code
 * MatchRules}) and written by compare-and-set: no node owns them, so the loss of a node loses none.
 * Each pool (game mode and shard) is matched by the node that {@code PoolOwners} names; that two
 * nodes think so for moments does no harm, because a match counts only when its one entry says so
 * (docs/decisions/0026). Map calls run on worker threads; the verticle and its view of all tickets
 * belong to one event loop. Who fits whom is decided in {@code dev.rallypoint.matchmaking}; seats
 * are given by the lobby room.
 */
package dev.rallypoint.matchmaking.tickets;
