package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.StunWriter;
import java.util.Optional;

/** A method that needs an allocation of the same user (RFC 8656 §5). */
abstract class OnAllocation implements TurnMethod {
    /**
     * @see TurnMethod#handle
     */
    abstract Optional<ErrorCode> handle(Call call, Allocation allocation, StunWriter success);

    @Override
    public final Optional<ErrorCode> handle(Call call, Login login, StunWriter success) {
        Optional<Allocation> allocation = call.allocation();
        // §5: no allocation on this 5-tuple: 437; another user's: 441.
        if (allocation.isEmpty()) {
            return Optional.of(ErrorCode.ALLOCATION_MISMATCH);
        }
        return allocation.get().owner().equals(login.username())
                ? handle(call, allocation.get(), success)
                : Optional.of(ErrorCode.WRONG_CREDENTIALS);
    }
}
