package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.StunWriter;
import java.util.Optional;

/** What a server does about one kind of request, once it is known whose it is. */
interface TurnMethod {
    /**
     * Does it, or says why not.
     *
     * @param success the success response, to which its attributes are appended; thrown away if
     *     there is an error
     */
    Optional<ErrorCode> handle(Call call, Login login, StunWriter success);
}
