package dev.rallypoint.lobby;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.protocol.relay.Paths;
import java.util.Optional;
import java.util.Set;

/**
 * Which lobbies may have direct paths. Where states are judged a relay introduces nobody: who asks
 * for both is told so at once, instead of racing over the relay without knowing why.
 *
 * @param isAllowed whether any may
 * @param judgedModes game modes whose states are judged
 */
record DirectPathRule(boolean isAllowed, Set<String> judgedModes) {
    static final DirectPathRule ANYWHERE = new DirectPathRule(true, Set.of());

    DirectPathRule {
        judgedModes = Set.copyOf(judgedModes);
    }

    /** Why no lobby can be made so; empty if one can. */
    Optional<Rejection> refusal(Paths paths, String gameMode) {
        if (paths == Paths.PREFER_DIRECT && !isAllowed) {
            return invalid("paths can be relay-only only: lobby.directPaths=false");
        }
        return modeRefusal(paths, gameMode);
    }

    /** Why no lobby of these paths can have this mode; empty if one can. */
    Optional<Rejection> modeRefusal(Paths paths, String gameMode) {
        return paths == Paths.PREFER_DIRECT && judgedModes.contains(gameMode)
                ? invalid(
                        "paths can be relay-only only in the game mode "
                                + gameMode
                                + ": its states are judged, and the relay must see what players see")
                : Optional.empty();
    }

    private static Optional<Rejection> invalid(String detail) {
        return Optional.of(new Rejection(ProblemCode.INVALID_BODY, detail));
    }
}
