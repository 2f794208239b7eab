package dev.rallypoint.bench.turn;

import dev.rallypoint.protocol.stun.ErrorCode;
import java.io.IOException;
import java.util.Optional;

/** A TURN server's error response. */
final class TurnRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    TurnRefusedException(Optional<ErrorCode> error) {
        super(
                "the TURN server refused: "
                        + error.map(code -> code.code() + " " + code.reason()).orElse("no reason"));
    }
}
