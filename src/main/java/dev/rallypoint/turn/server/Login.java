package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.MessageIntegritySha256;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunWriter;

/**
 * Who sent a request, as its integrity has shown.
 *
 * @param key that the answer is signed with
 * @param choosesAlgorithm whether the request had PASSWORD-ALGORITHM and PASSWORD-ALGORITHMS
 */
record Login(TimedUsername username, StunKey key, boolean choosesAlgorithm) {
    /**
     * Signs an answer (RFC 8489 §9.2.4, at its end): with MESSAGE-INTEGRITY-SHA256, but for clients
     * that know nothing of password algorithms, whichever of the two their request had.
     */
    void sign(StunWriter answer) {
        if (choosesAlgorithm) {
            MessageIntegritySha256.append(answer, key);
        } else {
            MessageIntegrity.append(answer, key);
        }
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "Login[" + username + "]";
    }
}
