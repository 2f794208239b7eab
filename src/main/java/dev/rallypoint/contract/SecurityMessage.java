package dev.rallypoint.contract;

import dev.rallypoint.contract.StoreMessage.Ban;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Admission, lockouts, bans and attacks. */
public sealed interface SecurityMessage extends BusMessage {
    /**
     * Asks whether a call may go on.
     *
     * @param host the caller's IP address
     * @param playerId empty before login
     * @param action the limited action: call, guest, create-lobby, chat, join, operator; or one
     *     that only asks whether somebody is banned or locked out: login, password
     * @param deviceHash of the device that logs in
     */
    record AdmitCall(
            String host, Optional<String> playerId, String action, Optional<String> deviceHash)
            implements SecurityMessage {
        /** Of no device that is known. */
        public AdmitCall(String host, Optional<String> playerId, String action) {
            this(host, playerId, action, Optional.empty());
        }
    }

    /**
     * @param refused empty if the call may go on
     * @param limit the name of the limit that was hit, with its figure
     * @param retryAfterSeconds when it is worth trying again; 0 if unknown
     */
    record CallVerdict(Optional<Rejection> refused, Optional<String> limit, int retryAfterSeconds)
            implements SecurityMessage {}

    /**
     * Somebody proved not to be who he said; answered with what he has to be told now.
     *
     * @param kind access-token, operator-token, lobby-password or join-code
     * @param playerId empty before login
     */
    record FailedAttempt(String kind, String host, Optional<String> playerId)
            implements SecurityMessage {}

    /**
     * A source failed too often on one node; so that it gets nowhere on the others either.
     *
     * @param source an address, or a player's id
     * @param seconds from now: nodes' clocks differ
     */
    record LockedOut(String kind, String source, int seconds) implements SecurityMessage {}

    /**
     * What callers did on one node since it told last, so that limits hold in the cluster.
     *
     * @param nodeId who tells
     */
    record CallsSpent(String nodeId, List<Spent> spent) implements SecurityMessage {}

    /**
     * @param limit its key in {@code security}, or {@code failed-} and the kind of a failed attempt
     * @param source an address, a /64 or a player's id
     * @param count calls let through, or attempts that failed
     */
    record Spent(String limit, String source, int count) {}

    /**
     * Asks to ban, or to ban for longer: a ban that ends later stays as it is.
     *
     * @param subject player, device or cidr
     * @param value the player id, the device's hash or the block
     * @param untilMs Unix ms; 0 = for ever
     * @param actor who did it: an operator's name, or the part of the server
     */
    record AddBan(String subject, String value, String reason, long untilMs, String actor)
            implements SecurityMessage {}

    /** The ban in force now. */
    record BanReply(Ban ban) implements SecurityMessage {}

    /** Asks to lift a ban, with all that it covers. */
    record RemoveBan(long banId, String actor) implements SecurityMessage {}

    /** Asks for the bans in force on this node. */
    record GetBans() implements SecurityMessage {}

    record Bans(List<Ban> bans) implements SecurityMessage {
        public Bans {
            bans = List.copyOf(bans);
        }
    }

    /** All bans in force on this node. */
    record BansChanged(List<Ban> bans) implements SecurityMessage {
        public BansChanged {
            bans = List.copyOf(bans);
        }
    }

    /**
     * A player does what honest players do not; not told in shadow mode.
     *
     * @param action warn, flag, kick or ban
     */
    record SuspicionRaised(
            String playerId,
            String lobbyId,
            String rule,
            double measured,
            double allowed,
            double score,
            String action,
            long atMs)
            implements SecurityMessage {}

    /**
     * Whether this node is attacked; told when that changes.
     *
     * @param why for operators; empty if it is not
     * @param sinceMs when that began, Unix ms
     */
    record AttackState(boolean underAttack, String why, long sinceMs) implements SecurityMessage {}

    /** Asks a node what its security room knows. */
    record GetSecurityReport() implements SecurityMessage {}

    /**
     * A node's security at a glance.
     *
     * @param sessions players connected to its relays
     * @param counts what it counted since its start, by name
     * @param drops datagrams dropped since its start, by reason
     * @param suspicions newest first
     * @param limited who was refused lately, the most refused first
     * @param lockedOut who is locked out now
     * @param attack as its packet path last said; empty if it never did
     */
    record SecurityReport(
            String nodeId,
            int sessions,
            Map<String, Long> counts,
            Map<String, Long> drops,
            List<SuspicionRaised> suspicions,
            List<LimitedSource> limited,
            List<LimitedSource> lockedOut,
            Optional<AttackState> attack)
            implements SecurityMessage {
        public SecurityReport {
            counts = Map.copyOf(counts);
            drops = Map.copyOf(drops);
            suspicions = List.copyOf(suspicions);
            limited = List.copyOf(limited);
            lockedOut = List.copyOf(lockedOut);
        }
    }

    /**
     * A source that was refused.
     *
     * @param limit which limit or lockout
     * @param source an address, or a player's id
     * @param refused how often
     * @param untilMs when it may try again; 0 = a limit, which has no such moment
     */
    record LimitedSource(String limit, String source, long refused, long lastAtMs, long untilMs) {}
}
