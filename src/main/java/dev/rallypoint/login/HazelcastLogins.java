package dev.rallypoint.login;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.query.Predicates;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.HazelcastDurableMap;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Logins in the cluster, from id to document: those of the last hours, the store has them all.
 * Thread-safe; every method blocks: worker threads only.
 */
final class HazelcastLogins {
    static final String MAP = "rallypoint.logins";

    /** Of one login, which few ask for at the same time. */
    private static final int ATTEMPTS = 16;

    private final HazelcastDurableMap map;

    HazelcastLogins(HazelcastInstance hazelcast) {
        map = new HazelcastDurableMap(hazelcast, MAP);
    }

    Optional<Login> find(String loginId) {
        return Optional.ofNullable(map.map().get(loginId)).map(LoginCodec::decode);
    }

    /**
     * Adds a login that was just opened, or that came from the store, unless it is there.
     *
     * @throws RejectedException CLUSTER_MINORITY or OUTCOME_UNKNOWN
     */
    void add(Login login) {
        map.putIfAbsent(login.loginId(), LoginCodec.encode(login));
    }

    /** Also those that the store does not have yet. Looks through all logins. */
    void removeAllOf(String playerId) {
        map.map().removeAll(Predicates.like("this", "%" + LoginCodec.encodePlayer(playerId) + "%"));
    }

    /**
     * Applies a rule, again if somebody else was faster.
     *
     * @param rule answers the same login if nothing is to be changed
     * @return the login after it; empty if it is not here
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    Optional<Login> change(String loginId, UnaryOperator<Login> rule) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String before = map.map().get(loginId);
            if (before == null) {
                return Optional.empty();
            }
            Login present = LoginCodec.decode(before);
            Login after = rule.apply(present);
            if (after.equals(present) || write(before, after)) {
                return Optional.of(after);
            }
        }
        throw new RejectedException(ProblemCode.CONFLICT);
    }

    private boolean write(String before, Login after) {
        return map.replace(
                after.loginId(),
                before,
                LoginCodec.encode(after),
                (ours, later) -> after.hasBecome(LoginCodec.decode(later)));
    }
}
