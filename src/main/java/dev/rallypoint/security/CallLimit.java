package dev.rallypoint.security;

import dev.rallypoint.contract.SecurityConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The limits of the HTTP API, each named as its configuration key in {@code security}. */
public enum CallLimit {
    CALLS_PER_ADDRESS(
            "callsPerAddressPerMinute",
            "calls without login from one address",
            SecurityConfig::callsPerAddressPerMinute),
    GUESTS_PER_ADDRESS(
            "guestsPerAddressPerMinute",
            "guest logins from one address",
            SecurityConfig::guestsPerAddressPerMinute),
    CALLS_PER_PLAYER(
            "callsPerPlayerPerMinute",
            "calls of one player",
            SecurityConfig::callsPerPlayerPerMinute),
    LOBBIES_PER_PLAYER(
            "lobbiesPerPlayerPerMinute",
            "new lobbies of one player",
            SecurityConfig::lobbiesPerPlayerPerMinute),
    MESSAGES_PER_PLAYER(
            "messagesPerPlayerPerMinute",
            "chat lines of one player",
            SecurityConfig::messagesPerPlayerPerMinute),
    JOINS_PER_PLAYER(
            "joinsPerPlayerPerMinute",
            "joins of one player",
            SecurityConfig::joinsPerPlayerPerMinute),
    TICKETS_PER_PLAYER(
            "ticketsPerPlayerPerMinute",
            "new tickets of one player",
            SecurityConfig::ticketsPerPlayerPerMinute),
    EXPORTS_PER_PLAYER(
            "exportsPerPlayerPerMinute",
            "exports of one player's data",
            SecurityConfig::exportsPerPlayerPerMinute),
    ERASURES_PER_PLAYER(
            "erasuresPerPlayerPerMinute",
            "erasures of one player",
            SecurityConfig::erasuresPerPlayerPerMinute),
    OPERATOR_CALLS_PER_ADDRESS(
            "operatorCallsPerAddressPerMinute",
            "operator calls from one address",
            SecurityConfig::operatorCallsPerAddressPerMinute);

    /** The action of operators. */
    static final String OPERATOR = "operator";

    private final String key;
    private final String what;
    private final ToIntFunction<SecurityConfig> perMinute;

    CallLimit(String key, String what, ToIntFunction<SecurityConfig> perMinute) {
        this.key = key;
        this.what = what;
        this.perMinute = perMinute;
    }

    /**
     * The limit of an action; empty for an action that has none.
     *
     * @param loggedIn whether the caller has a valid token: then calls count against the player
     */
    public static Optional<CallLimit> of(String action, boolean loggedIn) {
        return switch (action) {
            case "call" -> Optional.of(loggedIn ? CALLS_PER_PLAYER : CALLS_PER_ADDRESS);
            case "guest" -> Optional.of(GUESTS_PER_ADDRESS);
            case "create-lobby" -> Optional.of(LOBBIES_PER_PLAYER);
            case "chat" -> Optional.of(MESSAGES_PER_PLAYER);
            case "join" -> Optional.of(JOINS_PER_PLAYER);
            case "ticket" -> Optional.of(TICKETS_PER_PLAYER);
            case "export" -> Optional.of(EXPORTS_PER_PLAYER);
            case "erase" -> Optional.of(ERASURES_PER_PLAYER);
            case OPERATOR -> Optional.of(OPERATOR_CALLS_PER_ADDRESS);
            default -> Optional.empty();
        };
    }

    /** Empty if this version knows no such limit. */
    static Optional<CallLimit> ofKey(String key) {
        return Arrays.stream(values()).filter(limit -> limit.key.equals(key)).findFirst();
    }

    /** Whether it counts per source address instead of per player. */
    public boolean isPerAddress() {
        return this == CALLS_PER_ADDRESS
                || this == GUESTS_PER_ADDRESS
                || this == OPERATOR_CALLS_PER_ADDRESS;
    }

    /** The configuration key, also the metric label. */
    public String key() {
        return key;
    }

    public int perMinute(SecurityConfig config) {
        return perMinute.applyAsInt(config);
    }

    /** One sentence for whoever meets the limit. */
    public String explain(SecurityConfig config) {
        return "At most %d %s a minute (security.%s; security.exemptRanges lifts it)."
                .formatted(perMinute(config), what, key);
    }
}
