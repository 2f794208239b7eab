package dev.rallypoint.ops;

import dev.rallypoint.contract.StoreMessage.Ban;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A ban as operators see it; one of {@code playerId}, {@code deviceHash} and {@code cidr} is there.
 *
 * @param until empty = for ever
 * @param voidedMatches ids of matches that were voided with it; empty if that was not asked for
 */
record AdminBan(
        long banId,
        Optional<String> playerId,
        Optional<String> deviceHash,
        Optional<String> cidr,
        String reason,
        Optional<String> until,
        String by,
        String createdAt,
        Optional<List<String>> voidedMatches) {
    static AdminBan of(Ban ban) {
        return new AdminBan(
                ban.banId(),
                valueIf(ban, Ban.PLAYER),
                valueIf(ban, Ban.DEVICE),
                valueIf(ban, Ban.CIDR),
                ban.reason(),
                Optional.of(ban.untilMs())
                        .filter(untilMs -> untilMs != 0)
                        .map(untilMs -> Instant.ofEpochMilli(untilMs).toString()),
                ban.actor(),
                Instant.ofEpochMilli(ban.createdAtMs()).toString(),
                Optional.empty());
    }

    AdminBan withVoided(List<String> matchIds) {
        return new AdminBan(
                banId,
                playerId,
                deviceHash,
                cidr,
                reason,
                until,
                by,
                createdAt,
                Optional.of(List.copyOf(matchIds)));
    }

    private static Optional<String> valueIf(Ban ban, String subject) {
        return ban.subject().equals(subject) ? Optional.of(ban.value()) : Optional.empty();
    }
}
