package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.security.TokenBucket;

/**
 * The share of the relay that one session may take, in what its payloads cost: each counts once for
 * each receiver, because sealing and sending is the work. Charged afterwards, for payloads that
 * were proved genuine, so that a forger cannot spend a player's share.
 */
final class SessionLimits {
    private TokenBucket datagrams;
    private TokenBucket bytes;

    /**
     * @param datagramsPerSecond of one session, which is also the burst
     * @param bytesPerSecond of one session, which is also the burst
     */
    SessionLimits(int datagramsPerSecond, int bytesPerSecond) {
        setRates(datagramsPerSecond, bytesPerSecond);
    }

    /** From now on so much a second; what was spent stays spent. */
    void setRates(int datagramsPerSecond, int bytesPerSecond) {
        datagrams = new TokenBucket(datagramsPerSecond);
        bytes = new TokenBucket(bytesPerSecond);
    }

    /**
     * @return null = there is something left, else why his payload is dropped
     */
    DropReason denyDatagram(Member from, long nowMs) {
        return datagrams.hasToken(from.datagramBucket, nowMs)
                ? null
                : DropReason.SESSION_DATAGRAM_LIMIT;
    }

    /**
     * @return null = there is something left, else why his payload is dropped
     */
    DropReason denyBytes(Member from, long nowMs) {
        return bytes.hasToken(from.byteBucket, nowMs) ? null : DropReason.SESSION_BYTE_LIMIT;
    }

    /**
     * @param receivers of the payload; none cost as much as one
     */
    void charge(Member from, int receivers, int payloadBytes, long nowMs) {
        int times = Math.max(1, receivers);
        from.datagramBucket = datagrams.afterTaking(from.datagramBucket, times, nowMs);
        from.byteBucket = bytes.afterTaking(from.byteBucket, (long) times * payloadBytes, nowMs);
    }
}
