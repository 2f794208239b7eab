package dev.rallypoint.ops;

import dev.rallypoint.contract.BusMessage.Ban;
import java.time.Instant;
import java.util.Optional;

/**
 * A ban as operators see it; one of {@code playerId}, {@code deviceHash} and {@code cidr} is there.
 *
 * @param until empty = for ever
 */
record AdminBan(
        long banId,
        Optional<String> playerId,
        Optional<String> deviceHash,
        Optional<String> cidr,
        String reason,
        Optional<String> until,
        String by,
        String createdAt) {
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
                Instant.ofEpochMilli(ban.createdAtMs()).toString());
    }

    private static Optional<String> valueIf(Ban ban, String subject) {
        return ban.subject().equals(subject) ? Optional.of(ban.value()) : Optional.empty();
    }
}
