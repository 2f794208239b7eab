package dev.rallypoint.protocol.netcode;

/**
 * What is owed to an address that a session moved to, until the player has shown that he receives
 * there (after RFC 9000 §8 and §9.3.1): a player who forges the address of somebody else must not
 * have his match sent there. Until then at most three times as many bytes go to the address as came
 * from it, and the number given here is asked for.
 */
final class AddressProof {
    /** RFC 9000 §8.1. */
    private static final long FACTOR = 3;

    private final long challenge;
    private long creditBytes;

    /**
     * @param challenge 64 random bits, known to whom they are sent
     */
    AddressProof(long challenge) {
        this.challenge = challenge;
    }

    long challenge() {
        return challenge;
    }

    /** So much came from the address, and opened. */
    void received(int datagramBytes) {
        creditBytes += FACTOR * datagramBytes;
    }

    /** Takes what a datagram costs; false, and nothing is taken, if it is too much. */
    boolean spend(int datagramBytes) {
        if (datagramBytes > creditBytes) {
            return false;
        }
        creditBytes -= datagramBytes;
        return true;
    }
}
