package dev.rallypoint.protocol;

import java.util.Locale;

/**
 * Every reason a datagram is not acted on. Each one is counted: {@link #label()} is the value of
 * the {@code reason} label of {@code rallypoint_relay_datagrams_total} and {@code
 * rallypoint_stun_messages_total} and {@code rallypoint_turn_datagrams_total}, and {@link
 * #meaning()} is its line in OPERATIONS.md.
 */
public enum DropReason {
    EMPTY("an empty datagram"),
    TOO_SHORT("fewer bytes than the smallest packet of its kind"),
    TOO_LONG("more bytes than the largest packet of its kind"),
    UNKNOWN_TYPE("a packet type above 6, or one that only a server sends"),
    BAD_SEQUENCE_LENGTH("a sequence of 0 or more than 8 bytes"),
    BAD_SIZE("a size that its packet type does not have"),
    BAD_VERSION("a version string other than NETCODE 1.02 and NETCODE 1.01"),
    WRONG_PROTOCOL_ID("a protocol id of another game or deployment"),
    EXPIRED_TOKEN("a connect token past its expiry: late player or wrong clock"),
    BAD_TOKEN("a connect token that does not decrypt: forged, or minted with another key"),
    MALFORMED_TOKEN("a connect token that decrypts to something unreadable"),
    NOT_MY_ADDRESS("a connect token for other relays: check relay.publicAddress"),
    ALREADY_CONNECTED("a request from an address that has a session"),
    TOKEN_ALREADY_USED("a connect token that was consumed, or is pending from other addresses"),
    TOKEN_HISTORY_FULL("no room to remember another connect token"),
    PENDING_FULL("no room for another handshake"),
    SESSIONS_FULL("no room for another session on this node"),
    MATCH_FULL("no seat in the match; answered with denied"),
    MATCH_MOVED(
            "a connect token from before its match went to another relay; answered with denied"),
    NOT_HOME("a connect token that names this relay to go on to, while its match is elsewhere"),
    NO_SESSION("a packet from an address without session or handshake"),
    BAD_CHALLENGE("a response whose challenge token is not ours"),
    REPLAYED("a sequence seen before, or older than the replay window"),
    BAD_TAG("a packet that does not decrypt under its session's key"),
    BAD_PAYLOAD_SIZE("a payload of 0 bytes or more than relay.maxPayloadBytes"),
    BAD_FRAME("a framed payload with reserved bits, a missing header or an unknown kind"),
    BAD_STATE(
            "a state message that its game mode's layout cannot read: too short, no finite number,"
                    + " or not to all"),
    OLD_STATE("a state message older than the newest of its sender, in a match that is judged"),
    NO_SUCH_SLOT("a payload for a slot that nobody holds"),
    NOT_HOST("a star payload that is not to or from the host"),
    FIREWALL_DENIED("a source address that the firewall refuses"),
    PLAYER_BANNED("a connect token of a player who is banned; answered with denied"),
    SOURCE_LIMIT("more datagrams without a session from one source than filter.datagramsPerSource"),
    PREFIX_LIMIT("more of them from one prefix (/24, /48) than filter.datagramsPerPrefix"),
    HANDSHAKE_SOURCE_LIMIT(
            "more requests without a mark from one source than filter.handshakesPerSource"),
    HANDSHAKE_PREFIX_LIMIT("more of them from one prefix than filter.handshakesPerPrefix"),
    HANDSHAKE_TOKEN_LIMIT("more requests with one marked token than filter.handshakesPerToken"),
    HANDSHAKE_LIMIT("more requests with marked tokens than filter.handshakesPerNode"),
    HANDSHAKE_UNMARKED_LIMIT(
            "more requests without a mark than filter.unmarkedPerNode: forged, or netcode 1.01"),
    OVERLOADED("a handshake datagram while more arrives than this node can handle"),
    SESSION_DATAGRAM_LIMIT("a payload of a session that spent its filter.datagramsPerSession"),
    SESSION_BYTE_LIMIT("a payload of a session that spent its filter.bytesPerSession"),
    ROAM_LIMIT("too many packets from unknown addresses to search for roamed sessions"),
    UNPROVEN_ADDRESS(
            "a payload for a player whose address changed and who has not answered from there: more"
                    + " than three times what came from there, and than unprovenBytesPerSecond"),
    BAD_PATH_RESPONSE("an answer from a changed address that is not what was asked there"),
    RELAY_ONLY(
            "a message about direct paths in a match that has none: its lobby's paths are relay-only,"
                    + " or its game mode is judged"),
    SEND_FAILED("the kernel refused to send"),
    NOT_STUN("not a STUN message: wrong length, cookie or type bits"),
    STUN_BAD_FINGERPRINT("a STUN FINGERPRINT that does not match"),
    STUN_NOT_A_REQUEST(
            "a STUN message other than a request or a Send indication, or a TURN request where TURN"
                    + " is off"),
    STUN_CHANGE_LIMIT(
            "more requests for answers from or to elsewhere (RFC 5780) from one source than ten a"
                    + " second"),
    STUN_ANSWER_TOO_LARGE(
            "a request without proof of its sender, too short for the answer it asks for"),
    TURN_MALFORMED(
            "a Send indication that lacks data or peer or has an unknown attribute, or ChannelData"
                    + " shorter than it says"),
    TURN_NO_ALLOCATION("data of a TURN client that has no allocation"),
    TURN_NO_CHANNEL("ChannelData on a channel that is not bound, or of a reserved number"),
    TURN_NO_PERMISSION("data to or from a peer that the TURN client gave no permission"),
    TURN_PEER_DENIED(
            "data to port 0, or to a port of this node's relayed address that is nobody's"),
    TURN_BYTE_LIMIT("data over turn.bytesPerAllocation"),
    TURN_CLIENT_TOO_SLOW("data for a TURN client whose connection takes no more");

    private final String label;
    private final String meaning;

    DropReason(String meaning) {
        this.label = name().toLowerCase(Locale.ROOT);
        this.meaning = meaning;
    }

    /** The metric label: the constant in lower case. */
    public String label() {
        return label;
    }

    /** One line for operators. */
    public String meaning() {
        return meaning;
    }
}
