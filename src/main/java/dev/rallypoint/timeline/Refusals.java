package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.protocol.DropReason;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The drops that explain why somebody is not let in, in plain words. */
final class Refusals {
    record Refusal(String cause, String nextStep) {}

    private static final String LATER = "Try again in a moment.";
    private static final String FRESH = "Ask for a fresh connect token and connect at once.";
    private static final String LIMITS =
            "If it is no attack, raise the limit of that name in the filter's settings.";

    private static final Map<DropReason, Refusal> KNOWN = new EnumMap<>(DropReason.class);

    static {
        put(
                DropReason.EXPIRED_TOKEN,
                "the connect token had expired when it arrived.",
                "Ask for a fresh one. If that expires, too, the clocks of the nodes differ: check"
                        + " NTP on the node that gave it out and on the relay's.");
        put(
                DropReason.BAD_TOKEN,
                "the connect token does not decrypt: it was changed on the way, or the node that"
                        + " gave it out has other keys than the relay.",
                "Operators: the private keys must be the same on all nodes (keys list).");
        put(DropReason.MALFORMED_TOKEN, "what is in the connect token is unreadable.", FRESH);
        put(
                DropReason.NOT_MY_ADDRESS,
                "the connect token names other relays than the one that got it.",
                "Operators: relay.publicAddress of the node that answered is not where players"
                        + " reach it, or a load balancer sends them elsewhere.");
        put(
                DropReason.WRONG_PROTOCOL_ID,
                "the request is of another game or deployment.",
                "relay.protocolId of all nodes must be the one the game was built for.");
        put(
                DropReason.BAD_VERSION,
                "the game speaks another version than netcode 1.02 or 1.01.",
                "Use a library of that standard.");
        put(
                DropReason.TOKEN_ALREADY_USED,
                "the connect token was used before.",
                "A token is good for one connection. " + FRESH);
        put(DropReason.TOKEN_HISTORY_FULL, "the relay cannot remember more tokens.", LATER);
        put(DropReason.PENDING_FULL, "too many are connecting to the relay.", LATER);
        put(DropReason.SESSIONS_FULL, "the node is full.", "Add nodes, or try again later.");
        put(
                DropReason.MATCH_FULL,
                "the seat is not the player's any more: left, kicked, or somebody else has it.",
                "Join the lobby again.");
        put(
                DropReason.MATCH_MOVED,
                "the match had gone to another node before.",
                "The game must try the token's other addresses, or " + lower(FRESH));
        put(
                DropReason.NOT_HOME,
                "a standby was asked while the match is at its home node.",
                "The home node did not answer: see whether its UDP port can be reached.");
        put(DropReason.PLAYER_BANNED, "the player is banned.", "See GET /admin/v1/bans.");
        put(
                DropReason.FIREWALL_DENIED,
                "the address is refused by the packet filter or a ban.",
                "See GET /admin/v1/filter and GET /admin/v1/bans.");
        put(DropReason.BAD_CHALLENGE, "the answer to the challenge was not the one asked.", FRESH);
        put(
                DropReason.BAD_TAG,
                "the packets do not decrypt: changed on the way, or of an older connection.",
                FRESH);
        put(DropReason.OVERLOADED, "the node gets more than it can handle.", LATER);
        put(DropReason.SOURCE_LIMIT, "too many datagrams from the address.", LIMITS);
        put(DropReason.PREFIX_LIMIT, "too many datagrams from the network.", LIMITS);
        put(DropReason.HANDSHAKE_SOURCE_LIMIT, "too many requests from the address.", LIMITS);
        put(DropReason.HANDSHAKE_PREFIX_LIMIT, "too many requests from the network.", LIMITS);
        put(DropReason.HANDSHAKE_TOKEN_LIMIT, "too many requests with one token.", LIMITS);
        put(DropReason.HANDSHAKE_LIMIT, "too many requests to the node.", LIMITS);
        put(
                DropReason.HANDSHAKE_UNMARKED_LIMIT,
                "too many requests of older clients to the node.",
                LIMITS);
    }

    private Refusals() {}

    private static void put(DropReason reason, String cause, String nextStep) {
        KNOWN.put(reason, new Refusal(cause, nextStep));
    }

    private static String lower(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    /** The newest of those that keep somebody out; empty if there is none. */
    static Optional<Refusal> of(List<AttemptDrop> drops) {
        return KNOWN.keySet().stream()
                .flatMap(
                        reason ->
                                drops.stream()
                                        .filter(drop -> drop.reason().equals(reason.label()))
                                        .map(drop -> Map.entry(drop.lastMs(), KNOWN.get(reason))))
                .max(Comparator.comparingLong(Map.Entry::getKey))
                .map(Map.Entry::getValue);
    }
}
