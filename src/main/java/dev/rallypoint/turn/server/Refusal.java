package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.ErrorCode;

/**
 * Why a request is not from whom it says.
 *
 * @param isChallenge whether the client is told realm and nonce, to try again
 */
record Refusal(ErrorCode error, boolean isChallenge) {
    static Refusal challenge(ErrorCode error) {
        return new Refusal(error, true);
    }

    static Refusal plain(ErrorCode error) {
        return new Refusal(error, false);
    }
}
