package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells by what the relays of a node drop whether it is attacked. It begins with two seconds of
 * many hostile datagrams and is over when they stayed under half of that for a while, so that it
 * does not come and go with every wave.
 */
public final class AttackDetector {
    private static final int SECONDS_TO_BEGIN = 2;

    /** Drops that players without bad intent cause too, by thousands: late, full, out of share. */
    private static final Set<String> HARMLESS =
            EnumSet.of(
                            DropReason.ALREADY_CONNECTED,
                            DropReason.MATCH_FULL,
                            DropReason.MATCH_MOVED,
                            DropReason.NOT_HOME,
                            DropReason.SESSIONS_FULL,
                            DropReason.PLAYER_BANNED,
                            DropReason.BAD_FRAME,
                            DropReason.BAD_PAYLOAD_SIZE,
                            DropReason.NO_SUCH_SLOT,
                            DropReason.NOT_HOST,
                            DropReason.SESSION_DATAGRAM_LIMIT,
                            DropReason.SESSION_BYTE_LIMIT,
                            DropReason.SEND_FAILED)
                    .stream()
                    .map(DropReason::label)
                    .collect(Collectors.toUnmodifiableSet());

    private final Map<Integer, Map<String, Long>> totals = new HashMap<>();
    private final Map<String, Long> hostile = new HashMap<>();
    private int dropsPerSecond;
    private int calmSeconds;
    private long lastMs;
    private int loudSeconds;
    private long calmSinceMs;
    private boolean underAttack;
    private String why = "";
    private long sinceMs;

    /**
     * @param nowMs when it begins to look, Unix ms
     */
    public AttackDetector(int dropsPerSecond, int calmSeconds, long nowMs) {
        setRules(dropsPerSecond, calmSeconds);
        lastMs = nowMs;
        sinceMs = nowMs;
    }

    /**
     * @param newDropsPerSecond hostile datagrams that mean an attack
     * @param newCalmSeconds how long they must stay under half of that until it is over
     */
    public void setRules(int newDropsPerSecond, int newCalmSeconds) {
        dropsPerSecond = newDropsPerSecond;
        calmSeconds = newCalmSeconds;
    }

    /**
     * What a relay has dropped since it started.
     *
     * @param drops by label of the reason
     */
    public void onDrops(int loop, Map<String, Long> drops) {
        Map<String, Long> before = totals.getOrDefault(loop, Map.of());
        totals.put(loop, Map.copyOf(drops));
        drops.forEach(
                (reason, count) -> {
                    long more = count - before.getOrDefault(reason, 0L);
                    if (more > 0 && !HARMLESS.contains(reason)) {
                        hostile.merge(reason, more, Long::sum);
                    }
                });
    }

    /**
     * To be called once a second.
     *
     * @return whether an attack began or ended
     */
    public boolean onSecond(long nowMs) {
        long passedMs = Math.max(1, nowMs - lastMs);
        lastMs = nowMs;
        long sum = hostile.values().stream().mapToLong(Long::longValue).sum();
        long perSecond = sum * 1_000 / passedMs;
        boolean changed = underAttack ? looksOver(perSecond, nowMs) : hasBegun(perSecond);
        if (changed) {
            underAttack = !underAttack;
            why = underAttack ? explain(perSecond) : "";
            sinceMs = nowMs;
            calmSinceMs = nowMs;
            loudSeconds = 0;
        }
        hostile.clear();
        return changed;
    }

    private boolean hasBegun(long perSecond) {
        loudSeconds = perSecond >= dropsPerSecond ? loudSeconds + 1 : 0;
        return loudSeconds >= SECONDS_TO_BEGIN;
    }

    private boolean looksOver(long perSecond, long nowMs) {
        if (perSecond >= (dropsPerSecond + 1) / 2) {
            calmSinceMs = nowMs;
        }
        return nowMs - calmSinceMs >= calmSeconds * 1_000L;
    }

    private String explain(long perSecond) {
        String most =
                hostile.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse("none");
        return String.format(
                Locale.ROOT,
                "%d hostile datagrams a second, most of them %s; filter.attackDrops is %d",
                perSecond,
                most,
                dropsPerSecond);
    }

    public boolean isUnderAttack() {
        return underAttack;
    }

    /** What it was noticed by; empty if there is no attack. */
    public String why() {
        return why;
    }

    /** Since when it is as it is, Unix ms. */
    public long sinceMs() {
        return sinceMs;
    }
}
