package dev.rallypoint.security;

import dev.rallypoint.contract.LockoutConfig;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What a source may fail at only so often. */
public enum LockoutRule {
    /** By address; right tokens are refused, too, or guessing would go on. */
    OPERATOR_TOKEN("operator-token", "operatorTokenFailures", LockoutConfig::operatorTokenFailures),
    LOBBY_PASSWORD("lobby-password", "lobbyPasswordFailures", LockoutConfig::lobbyPasswordFailures),
    /** Of lobbies that are not listed, the code is all there is to know. */
    JOIN_CODE("join-code", "joinCodeFailures", LockoutConfig::joinCodeFailures),
    /** By address, which may be a whole house's: nobody with a valid token is refused. */
    ACCESS_TOKEN("access-token", "accessTokenFailures", LockoutConfig::accessTokenFailures);

    /** Many players share an address, and each may forget a password or mistype a code. */
    private static final int PLAYERS_OF_AN_ADDRESS = 10;

    private final String kind;
    private final String key;
    private final ToIntFunction<LockoutConfig> failures;

    LockoutRule(String kind, String key, ToIntFunction<LockoutConfig> failures) {
        this.kind = kind;
        this.key = key;
        this.failures = failures;
    }

    static Optional<LockoutRule> of(String kind) {
        return Stream.of(values()).filter(rule -> rule.kind.equals(kind)).findFirst();
    }

    /** The rule that refuses an action of whoever is locked out. */
    static Optional<LockoutRule> ofAction(String action) {
        return switch (action) {
            case CallLimit.OPERATOR -> Optional.of(OPERATOR_TOKEN);
            case "password" -> Optional.of(LOBBY_PASSWORD);
            case "join-code" -> Optional.of(JOIN_CODE);
            default -> Optional.empty();
        };
    }

    String kind() {
        return kind;
    }

    /** Failures that lock a player out. */
    int ofPlayer(LockoutConfig config) {
        return failures.applyAsInt(config);
    }

    /** Failures that lock an address out. */
    int ofAddress(LockoutConfig config) {
        int once = failures.applyAsInt(config);
        return this == LOBBY_PASSWORD || this == JOIN_CODE ? PLAYERS_OF_AN_ADDRESS * once : once;
    }

    /** Name and figure, for whoever was locked out. */
    String figure(LockoutConfig config) {
        return key + "=" + failures.applyAsInt(config);
    }

    String explain(int seconds) {
        return "Too many wrong %ss; wait %d s (lockout.%s)."
                .formatted(kind.replace('-', ' '), seconds, key);
    }
}
