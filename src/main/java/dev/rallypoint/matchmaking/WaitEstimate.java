package dev.rallypoint.matchmaking;

import java.util.OptionalDouble;

/**
 * How much longer a ticket waits, by what recent ones like it waited.
 *
 * @param typicalMs from now; half of them were matched by then
 * @param likelyMs from now; eight of ten were
 * @param samples recent matches it rests on
 * @param hitRate part of the recent promises ({@code likelyMs} as told when the ticket began) that
 *     were kept, 0 to 1; empty while none has come to its end
 */
public record WaitEstimate(long typicalMs, long likelyMs, int samples, OptionalDouble hitRate) {}
