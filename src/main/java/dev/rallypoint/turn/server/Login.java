package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.MessageIntegritySha256;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunWriter;

/**
 * Who sent a request, as its integrity has shown.
 *
 * @param key that the answer is signed with
 * @param isSha256 whether with MESSAGE-INTEGRITY-SHA256, as the request was
 */
record Login(TimedUsername username, StunKey key, boolean isSha256) {
    /** Signs an answer (RFC 8489 §9.2.4). */
    void sign(StunWriter answer) {
        if (isSha256) {
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
