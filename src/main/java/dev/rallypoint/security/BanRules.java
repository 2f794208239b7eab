package dev.rallypoint.security;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may be banned and how decisions about the same subject follow each other. The revision of a
 * decision grows whatever the clocks of the nodes say that make them.
 */
final class BanRules {
    static final int MAX_REASON = 200;

    /** Larger blocks are a slip of the hand: they ban a part of the internet. */
    static final int MIN_IPV4_PREFIX = 8;

    static final int MIN_IPV6_PREFIX = 16;

    private static final int IPV4_OFFSET_BITS = 96;
    private static final Pattern DEVICE_HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private BanRules() {}

    /** What is banned, one text for the same thing. */
    static String key(Ban ban) {
        return ban.subject() + "/" + ban.value();
    }

    /**
     * The ban that is wished for.
     *
     * @throws RejectedException INVALID_BODY if nobody can be banned so
     */
    static Ban banOf(AddBan wish, long banId, long nowMs) {
        String reason = CONTROL.matcher(wish.reason()).replaceAll(" ").strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON) {
            throw invalid("a ban needs a reason of 1 to " + MAX_REASON + " characters");
        }
        if (wish.untilMs() != 0 && wish.untilMs() <= nowMs) {
            throw invalid("a ban ends in the future, or never");
        }
        return new Ban(
                banId,
                wish.subject(),
                normalized(wish.subject(), wish.value()),
                reason,
                wish.untilMs(),
                wish.actor(),
                nowMs);
    }

    private static String normalized(String subject, String value) {
        return switch (subject) {
            case Ban.PLAYER -> playerId(value);
            case Ban.DEVICE -> deviceHash(value);
            case Ban.CIDR -> block(value);
            default -> throw invalid("players, devices and CIDR blocks can be banned");
        };
    }

    private static String playerId(String value) {
        if (Ids.clientId(value).isEmpty()) {
            throw invalid("not a player id");
        }
        return value;
    }

    private static String deviceHash(String value) {
        if (!DEVICE_HASH.matcher(value).matches()) {
            throw invalid("not the SHA-256 of a device id");
        }
        return value;
    }

    private static String block(String value) {
        CidrBlock block = parse(value);
        int smallest = block.isIpv4() ? IPV4_OFFSET_BITS + MIN_IPV4_PREFIX : MIN_IPV6_PREFIX;
        if (block.prefixBits() < smallest) {
            throw invalid(
                    "a banned block has a prefix of /%d or more, for IPv6 of /%d or more"
                            .formatted(MIN_IPV4_PREFIX, MIN_IPV6_PREFIX));
        }
        return block.text();
    }

    private static CidrBlock parse(String value) {
        try {
            return CidrBlock.parse(value);
        } catch (IllegalArgumentException notABlock) {
            throw invalid("not a CIDR block such as 192.0.2.0/24 or 2001:db8::/32");
        }
    }

    private static RejectedException invalid(String detail) {
        return new RejectedException(ProblemCode.INVALID_BODY, detail);
    }

    /**
     * The decision after this one; the one before if that ends later, so that no automatic ban of
     * an hour ends one for ever. To shorten a ban, lift it first.
     */
    static SavedBan decide(Optional<SavedBan> before, Ban ban, long nowMs) {
        return before.filter(saved -> isInForce(saved, nowMs) && endsNoSooner(saved.ban(), ban))
                .orElseGet(() -> new SavedBan(ban, nextRevision(before, nowMs), 0));
    }

    private static boolean endsNoSooner(Ban before, Ban ban) {
        return before.untilMs() == 0 || ban.untilMs() != 0 && before.untilMs() >= ban.untilMs();
    }

    static SavedBan lift(SavedBan before, long nowMs) {
        return before.liftedAtMs() != 0
                ? before
                : new SavedBan(
                        before.ban(), nextRevision(Optional.of(before), nowMs), Math.max(1, nowMs));
    }

    private static long nextRevision(Optional<SavedBan> before, long nowMs) {
        return before.map(saved -> Math.max(nowMs, saved.revision() + 1)).orElse(nowMs);
    }

    static boolean isInForce(SavedBan saved, long nowMs) {
        return saved.liftedAtMs() == 0 && BanList.holds(saved.ban(), nowMs);
    }
}
