package dev.rallypoint.security;

import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.contract.SecurityMessage.AttackState;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the report tells of this node beyond bans and limits. One event loop. */
final class SecurityLedger {
    private static final int MAX_SUSPICIONS = 200;

    private final Map<Integer, Integer> sessionsByLoop = new HashMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final Deque<SuspicionRaised> suspicions = new ArrayDeque<>();
    private Optional<AttackState> attack = Optional.empty();

    void onRelayLoad(RelayLoad load) {
        sessionsByLoop.put(load.loop(), load.sessions());
    }

    int sessions() {
        return sessionsByLoop.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Counts a refusal by its code, and a login that may go on. */
    void onVerdict(String action, CallVerdict verdict) {
        String refused = verdict.refused().map(Rejection::code).map(Enum::name).orElse("");
        switch (refused) {
            case "" -> {
                if (action.equals("login")) {
                    count("logins");
                }
            }
            case "BANNED" -> count("callsOfTheBanned");
            case "LOCKED_OUT" -> count("callsOfTheLockedOut");
            default -> count("callsBeyondLimits");
        }
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    void onSuspicion(SuspicionRaised news) {
        suspicions.addFirst(news);
        if (suspicions.size() > MAX_SUSPICIONS) {
            suspicions.removeLast();
        }
    }

    /** Newest first. */
    List<SuspicionRaised> suspicions() {
        return List.copyOf(suspicions);
    }

    void onAttackState(AttackState state) {
        attack = Optional.of(state);
    }

    Optional<AttackState> attack() {
        return attack;
    }
}
