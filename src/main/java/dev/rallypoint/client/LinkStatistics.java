package dev.rallypoint.client;

/**
 * How good a connection is, as game code shows it.
 *
 * @param pingMs smoothed round trip to the relay; 0 before the first clock reply
 * @param jitterMs smoothed change between neighbouring round trips (as RFC 3550 §6.4.1)
 * @param lossShare share of the last 64 clock requests that stayed without a reply, 0..1
 * @param sent game payloads sent in all sessions of this connection
 * @param received game payloads received
 * @param staleStates states that came late or twice and were not shown
 * @param malformed payloads, or parts of them, that the SDK could not read and dropped
 * @param reconnects sessions after the first
 */
public record LinkStatistics(
        double pingMs,
        double jitterMs,
        double lossShare,
        long sent,
        long received,
        long staleStates,
        long malformed,
        int reconnects) {}
