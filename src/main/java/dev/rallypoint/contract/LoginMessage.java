package dev.rallypoint.contract;

import java.util.List;
import java.util.Optional;

/** Logins: asked by the HTTP and the operator API, answered by the login room of the node. */
public sealed interface LoginMessage extends BusMessage {
    /** A player has proved who he is: asks for what keeps him logged in. */
    record OpenLogin(String playerId, String displayName) implements LoginMessage {}

    /** Asks for a new refresh token in the place of this one. */
    record RenewLogin(String refreshToken) implements LoginMessage {
        @Override
        public String toString() {
            return "RenewLogin[not shown]";
        }
    }

    /** Logs out: the refresh token and the access tokens that came of it are void. */
    record EndLogin(String refreshToken) implements LoginMessage {
        @Override
        public String toString() {
            return "EndLogin[not shown]";
        }
    }

    /**
     * A login that was opened or renewed.
     *
     * @param loginId the same for as long as it is renewed
     * @param revocation the last one of the player's tokens; 0 = none
     */
    record LoginReply(
            String loginId,
            String playerId,
            String displayName,
            long revocation,
            String refreshToken,
            long refreshExpiresAtMs)
            implements LoginMessage {
        @Override
        public String toString() {
            return "LoginReply[loginId=" + loginId + ", playerId=" + playerId + "]";
        }
    }

    /** Asks whether a login was renewed lately. */
    record GetLogin(String loginId) implements LoginMessage {}

    /**
     * @param accessUntilMs when its newest access token expires; 0 = the login is over
     */
    record LoginState(long accessUntilMs) implements LoginMessage {}

    /**
     * Takes a player's logins out of the cluster's memory, where they have his name. What the
     * database still has comes back when it is used.
     */
    record ForgetLogins(String playerId) implements LoginMessage {}

    /** Voids all tokens that a player has. */
    record RevokeTokens(String playerId) implements LoginMessage {}

    record GetRevocations() implements LoginMessage {}

    record Revocations(List<Revocation> revocations) implements LoginMessage {
        public Revocations {
            revocations = List.copyOf(revocations);
        }
    }

    /**
     * Access tokens that know of no revocation of their subject as late as this one are void.
     *
     * @param subject a player id or a login id
     * @param stamp grows; about Unix ms
     */
    record Revocation(String subject, long stamp) implements LoginMessage {}

    /** A login as the login room wrote it; the store does not look inside. */
    record SavedLogin(
            String loginId, String playerId, String document, long version, long expiresAtMs)
            implements LoginMessage {}

    record FindLogin(String loginId) implements LoginMessage {}

    /** One or none. */
    record SavedLogins(List<SavedLogin> logins) implements LoginMessage {
        public SavedLogins {
            logins = List.copyOf(logins);
        }
    }

    /** Asks for the revocations of players since then. */
    record LoadRevocations(long sinceStamp) implements LoginMessage {}

    /** One line of the audit trail. */
    record AuditEntry(long atMs, String actor, String action, String subject, String detail)
            implements LoginMessage {}

    /**
     * Asks for lines of the audit trail, newest first.
     *
     * @param beforeLineId only older ones than this
     */
    record ReadAudit(
            int limit,
            long beforeLineId,
            Optional<String> actor,
            Optional<String> action,
            Optional<String> subject)
            implements LoginMessage {}

    record AuditLines(List<AuditLine> lines) implements LoginMessage {
        public AuditLines {
            lines = List.copyOf(lines);
        }
    }

    record AuditLine(long lineId, AuditEntry entry) {}
}
