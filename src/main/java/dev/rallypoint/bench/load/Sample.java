package dev.rallypoint.bench.load;

/**
 * The account of the sampled lobbies.
 *
 * @param expected deliveries that their sends must lead to
 * @param delivered different messages that arrived
 * @param duplicated messages that arrived again
 * @param outOfOrder messages that arrived after a later one of the same sender
 * @param foreign bytes that nobody of the lobby sent
 * @param stale messages of an earlier run
 * @param senderShares of each sender's due deliveries
 */
public record Sample(
        long expected,
        long delivered,
        long duplicated,
        long outOfOrder,
        long foreign,
        long stale,
        Shares senderShares) {

    public long lost() {
        return expected - delivered;
    }

    /** Nothing doubled or mixed up; loss is another matter. */
    public boolean isSound() {
        return duplicated == 0 && foreign == 0;
    }
}
