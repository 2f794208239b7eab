package dev.rallypoint.store;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import java.util.List;
import java.util.function.Function;

/**
 * What may wait for the database: whatever order it comes in and however often, it is written once.
 *
 * @param request how it is written
 * @param key the same for the same thing
 */
record OutboxKind<Q extends BusMessage>(
        Request<Q, ? extends BusMessage> request, Function<Q, String> key) {
    static final OutboxKind<RegisterGuest> PLAYER =
            new OutboxKind<>(BusContract.REGISTER_GUEST, guest -> playerKey(guest.newPlayerId()));
    static final OutboxKind<MatchStarted> MATCH_STARTED =
            new OutboxKind<>(
                    BusContract.MATCH_STARTED, match -> "match-started/" + match.matchId());
    static final OutboxKind<MatchEnded> MATCH_ENDED =
            new OutboxKind<>(BusContract.MATCH_ENDED, match -> "match-ended/" + match.matchId());

    /** Each piece of news by itself: members who were there are never taken back. */
    static final OutboxKind<MatchChanged> MATCH_CHANGED =
            new OutboxKind<>(
                    BusContract.MATCH_CHANGED,
                    match -> "match-changed/" + match.matchId() + "/" + match.atMs());

    /** One of each member: who says two things while it waits is believed the second. */
    static final OutboxKind<ReportResult> RESULT =
            new OutboxKind<>(
                    BusContract.TAKE_LATE_RESULT,
                    result -> "result/" + result.matchId() + "/" + result.reporter());

    static final OutboxKind<AuditEntry> AUDIT =
            new OutboxKind<>(BusContract.AUDIT, OutboxKind::lineKey);

    /** A newer version takes the place of an older one that waits. */
    static final OutboxKind<SavedLogin> LOGIN =
            new OutboxKind<>(BusContract.SAVE_LOGIN, login -> "login/" + login.loginId());

    static final OutboxKind<Revocation> REVOCATION =
            new OutboxKind<>(
                    BusContract.SAVE_REVOCATION, revoked -> "revocation/" + revoked.subject());

    /** Each decision by itself: the database takes the newest, in whatever order they come. */
    static final OutboxKind<SavedBan> BAN =
            new OutboxKind<>(BusContract.SAVE_BAN, OutboxKind::banKey);

    static final List<OutboxKind<?>> ALL =
            List.of(
                    PLAYER,
                    MATCH_STARTED,
                    MATCH_CHANGED,
                    MATCH_ENDED,
                    RESULT,
                    AUDIT,
                    LOGIN,
                    REVOCATION,
                    BAN);

    /** Whether one that waits stays as it is: a start told again may know less of it. */
    boolean isFirstHeld() {
        return request == BusContract.MATCH_STARTED;
    }

    static String playerKey(String playerId) {
        return "player/" + playerId;
    }

    private static String banKey(SavedBan saved) {
        return String.join(
                "/",
                "ban",
                saved.ban().subject(),
                saved.ban().value(),
                String.valueOf(saved.revision()));
    }

    private static String lineKey(AuditEntry line) {
        return String.join(
                "/",
                "audit",
                String.valueOf(line.atMs()),
                line.actor(),
                line.action(),
                line.subject(),
                line.detail());
    }

    /** The call's name in metrics. */
    String call() {
        return request.address().substring(request.address().indexOf('.') + 1);
    }
}
