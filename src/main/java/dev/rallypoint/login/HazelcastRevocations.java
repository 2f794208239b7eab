package dev.rallypoint.login;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.HazelcastDurableMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last revocation of each player and of each login that was ended, for as long as tokens from
 * before may live. A stamp counts up and looks at the clock only to begin: what it is compared with
 * is the stamp that a token names, so the nodes' clocks may differ. Thread-safe; every method
 * blocks: worker threads only.
 */
final class HazelcastRevocations {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastRevocations.class);
    static final String MAP = "rallypoint.revocations";
    private static final int ATTEMPTS = 16;

    private final HazelcastDurableMap durable;
    private final IMap<String, String> map;
    private final List<UUID> listeners = new ArrayList<>();

    HazelcastRevocations(HazelcastInstance hazelcast) {
        durable = new HazelcastDurableMap(hazelcast, MAP);
        map = durable.map();
    }

    /** 0 = none. */
    long of(String subject) {
        return Optional.ofNullable(map.get(subject)).map(Long::parseLong).orElse(0L);
    }

    Map<String, Long> all() {
        Map<String, Long> all = new HashMap<>();
        map.forEach((subject, stamp) -> all.put(subject, Long.parseLong(stamp)));
        return all;
    }

    /**
     * A later one than any before.
     *
     * @param keepMs how long tokens from before may live
     * @throws RejectedException CLUSTER_MINORITY or OUTCOME_UNKNOWN
     */
    Revocation revoke(String subject, long nowMs, long keepMs) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long before = of(subject);
            Revocation revocation = new Revocation(subject, Math.max(nowMs, before + 1));
            if (write(revocation, before)) {
                keepFor(subject, keepMs);
                return revocation;
            }
        }
        throw new RejectedException(ProblemCode.CONFLICT);
    }

    /** Brings one back that the store knew, unless a later one is there. */
    void restore(Revocation known, long keepMs) {
        long before = of(known.subject());
        if (known.stamp() > before && write(known, before)) {
            keepFor(known.subject(), keepMs);
        }
    }

    private void keepFor(String subject, long keepMs) {
        try {
            map.setTtl(subject, keepMs, TimeUnit.MILLISECONDS);
        } catch (HazelcastException keptForEver) {
            LOG.debug("no end for the revocation subject={}", subject, keptForEver);
        }
    }

    private boolean write(Revocation revocation, long before) {
        String subject = revocation.subject();
        String stamp = String.valueOf(revocation.stamp());
        return before == 0
                ? durable.putIfAbsent(subject, stamp)
                : durable.replace(
                        subject,
                        String.valueOf(before),
                        stamp,
                        (ours, later) ->
                                Optional.of(Long.parseLong(later) >= Long.parseLong(ours)));
    }

    /** Tells of every revocation in the cluster, on a Hazelcast thread. */
    void listen(Consumer<Revocation> revoked) {
        EntryAddedListener<String, String> added =
                entry -> revoked.accept(revocation(entry.getKey(), entry.getValue()));
        EntryUpdatedListener<String, String> updated =
                entry -> revoked.accept(revocation(entry.getKey(), entry.getValue()));
        EntryMergedListener<String, String> merged =
                entry -> revoked.accept(revocation(entry.getKey(), entry.getValue()));
        listeners.add(map.addEntryListener(added, true));
        listeners.add(map.addEntryListener(updated, true));
        listeners.add(map.addEntryListener(merged, true));
    }

    private static Revocation revocation(String subject, String stamp) {
        return new Revocation(subject, Long.parseLong(stamp));
    }

    void stopListening() {
        listeners.forEach(map::removeEntryListener);
    }
}
