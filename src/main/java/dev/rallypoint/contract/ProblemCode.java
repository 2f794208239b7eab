package dev.rallypoint.contract;

import java.util.Locale;

/**
 * Every way a call is refused: the stable {@code code} of an RFC 9457 problem with its HTTP status
 * and title. Documented one by one in OPERATIONS.md.
 */
public enum ProblemCode {
    INVALID_BODY(400, "The body is not the JSON this call expects"),
    INVALID_PARAMETER(400, "A path or query parameter is out of its range"),
    MALFORMED_REQUEST(400, "This is not a complete and correct HTTP/1.1 request"),
    IMPLAUSIBLE_RESULT(400, "A race cannot have gone like that"),
    INVALID_CURSOR(400, "The cursor was not made by this server"),
    UNAUTHENTICATED(401, "An access token is needed"),
    INVALID_TOKEN(401, "The access token is not one of ours"),
    TOKEN_EXPIRED(401, "The access token has expired"),
    TOKEN_REVOKED(401, "The access token was revoked"),
    INVALID_REFRESH_TOKEN(401, "The refresh token is not valid any more; log in again"),
    INVALID_PASSWORD(403, "The lobby's password is another one"),
    NOT_OWNER(403, "Only the lobby's owner may do this"),
    NOT_MEMBER(403, "Only members of the lobby may do this"),
    FORBIDDEN(403, "This is not allowed"),
    BANNED(403, "This player or address is banned"),
    HTTPS_REQUIRED(403, "This call is answered over https only"),
    NOT_FOUND(404, "There is nothing at this address"),
    LOBBY_NOT_FOUND(404, "There is no such lobby"),
    PLAYER_NOT_FOUND(404, "There is no such player"),
    TICKET_NOT_FOUND(404, "There is no such ticket"),
    NO_FITTING_LOBBY(404, "No open lobby fits; take a ticket or make a lobby"),
    MATCH_NOT_FOUND(404, "There is no such match"),
    BOARD_NOT_FOUND(404, "There is no such leaderboard or season"),
    REGION_NOT_FOUND(404, "There is no such region"),
    NODE_NOT_FOUND(404, "There is no such node in the cluster"),
    BAN_NOT_FOUND(404, "There is no such ban in force"),
    METHOD_NOT_ALLOWED(405, "This address does not know that method"),
    REQUEST_TIMEOUT(408, "The request did not arrive in time"),
    LOBBY_FULL(409, "The lobby has no free seat"),
    LOBBY_CLOSED(409, "The lobby is closed"),
    LOBBY_NOT_OPEN(409, "The lobby is already racing"),
    ALREADY_STARTED(409, "The race was started before"),
    TOO_MANY_LOBBIES(409, "The player is a member of too many lobbies"),
    ALREADY_IN_TICKET(409, "The player stands in another ticket already"),
    TICKET_MATCHED(409, "The ticket was matched already"),
    TICKET_ENDED(409, "The ticket has ended"),
    NODE_IS_UP(409, "The node is up; only one that is gone can be forgotten"),
    MATCH_VOIDED(409, "The match was voided, and stays so"),
    NOT_SETTLED(409, "The match has no result that counts"),
    TOO_MANY_BLOCKED(409, "The block list is full"),
    CAPACITY_TOO_SMALL(409, "The lobby has more members than the new capacity"),
    CONFLICT(409, "Others changed the lobby too often at the same time; try again"),
    BODY_TOO_LARGE(413, "The body is larger than this server accepts"),
    URI_TOO_LONG(414, "The address is longer than this server accepts"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json"),
    RATE_LIMITED(429, "Too many requests"),
    TOO_MANY_CONNECTIONS(429, "Too many connections from this address"),
    LOCKED_OUT(429, "Too many failed attempts"),
    HEADERS_TOO_LARGE(431, "The headers are larger than this server accepts"),
    INTERNAL(500, "The server failed; the log knows more"),
    STORE_UNAVAILABLE(503, "The database does not answer"),
    POOL_FULL(503, "Too many tickets wait in this cluster"),
    NO_RELAY(503, "No relay can take this lobby now"),
    CLUSTER_MINORITY(503, "This node is cut off from most of its cluster and changes nothing"),
    OUTCOME_UNKNOWN(503, "A node was lost meanwhile; look whether the change was made"),
    SHUTTING_DOWN(503, "This node is stopping"),
    TIMEOUT(503, "A part of the server did not answer in time");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The stable word in the JSON: the constant in lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
