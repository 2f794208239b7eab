package dev.rallypoint.lobby;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.protocol.relay.Forwarding;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A lobby at one moment. Changed by {@link SeatRules}, {@link SessionRules} and {@link OwnerRules},
 * each of which answers with a {@link LobbyChange}.
 *
 * @param forwarding how the relay forwards its payloads; fixed at creation
 * @param owner a member's player id
 * @param homeNode the node whose relay the match races on; empty until one was found
 * @param standbys the nodes that come next when the home node is lost, in this order; the connect
 *     tokens in the players' hands name them after the home node
 * @param movedAtGeneration the newest connect token's generation when the match last moved from one
 *     node to another: tokens up to it call an earlier node home; empty if it never moved
 * @param matchId of the race; empty before the start
 * @param members in the order they joined
 * @param events the last ones, oldest first
 * @param latestEventId 0 before the first event
 * @param version grows with every change
 * @param quietSinceMs the last time a seat or connect token was taken or the last session ended:
 *     the empty timeout counts from here while nobody is connected
 * @param latestGeneration of the connect tokens given out; grows with each
 * @param matchedAs the match that matchmaking made it for; empty = a player made it
 */
public record Lobby(
        String lobbyId,
        String joinCode,
        LobbySettings settings,
        Forwarding forwarding,
        State state,
        String owner,
        Optional<String> homeNode,
        List<String> standbys,
        Optional<Long> movedAtGeneration,
        Optional<String> matchId,
        List<Member> members,
        List<LobbyEvent> events,
        long latestEventId,
        long version,
        long createdAtMs,
        long quietSinceMs,
        long latestGeneration,
        Optional<String> matchedAs) {
    /** From {@code OPEN} to {@code RACING} at the start, from both to {@code CLOSED}. */
    public enum State {
        OPEN,
        RACING,
        CLOSED;

        /** The word in the HTTP API. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Lobby {
        Objects.requireNonNull(lobbyId);
        Objects.requireNonNull(joinCode);
        Objects.requireNonNull(settings);
        Objects.requireNonNull(forwarding);
        Objects.requireNonNull(state);
        Objects.requireNonNull(owner);
        standbys = List.copyOf(standbys);
        members = List.copyOf(members);
        events = List.copyOf(events);
    }

    Optional<Member> member(String playerId) {
        return members.stream().filter(member -> member.playerId().equals(playerId)).findFirst();
    }

    boolean hasMember(String playerId) {
        return member(playerId).isPresent();
    }

    boolean isOwner(String playerId) {
        return state != State.CLOSED && owner.equals(playerId);
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    boolean livesOn(String nodeId) {
        return homeNode.equals(Optional.of(nodeId));
    }

    /** Whether a connect token was given out, which names a node to its player. */
    boolean hasTokens() {
        return latestGeneration > 0;
    }

    /** Whether its region may change with its members: never under anybody's session. */
    boolean choosesRegion() {
        return state == State.OPEN
                && !hasTokens()
                && !hasConnectedMember()
                && settings.fallbackRegion().isPresent();
    }

    /** Whether matchmaking made it: what is raced there is not its owner's to choose. */
    boolean isMatched() {
        return matchedAs.isPresent();
    }

    LobbyKind kind() {
        if (isMatched()) {
            return LobbyKind.MATCHED;
        }
        return settings.listed() && settings.passwordHash().isEmpty()
                ? LobbyKind.PUBLIC
                : LobbyKind.PRIVATE;
    }

    boolean hasRoom() {
        return members.size() < settings.capacity();
    }

    boolean hasConnectedMember() {
        return members.stream().anyMatch(Member::isConnected);
    }

    /** When its race began; when it was made, if it has forgotten that. */
    long racingSinceMs() {
        return events.stream()
                .filter(event -> event.type().equals(LobbyEvent.STARTED))
                .mapToLong(LobbyEvent::atMs)
                .findFirst()
                .orElse(createdAtMs);
    }

    /** The last time anything happened in it. */
    long lastEventMs() {
        return events.isEmpty() ? createdAtMs : events.get(events.size() - 1).atMs();
    }

    List<LobbyEvent> eventsAfter(long eventId) {
        return events.stream().filter(event -> event.id() > eventId).toList();
    }

    /** What lists and timers need of it, without its bulk. */
    Lobby slim() {
        return with(members.stream().map(Member::withoutRoundTrips).toList(), List.of());
    }

    /** With events that were read from its document, and do not name it there. */
    Lobby withOwnEvents() {
        return with(
                members, events.stream().map(event -> KeptEvent.of(event).in(lobbyId)).toList());
    }

    private Lobby with(List<Member> newMembers, List<LobbyEvent> newEvents) {
        return new Lobby(
                lobbyId,
                joinCode,
                settings,
                forwarding,
                state,
                owner,
                homeNode,
                standbys,
                movedAtGeneration,
                matchId,
                newMembers,
                newEvents,
                latestEventId,
                version,
                createdAtMs,
                quietSinceMs,
                latestGeneration,
                matchedAs);
    }

    /** The shape of the HTTP API. */
    Api.Lobby toApi() {
        List<Api.Member> seats =
                members.stream()
                        .map(
                                member ->
                                        new Api.Member(
                                                member.playerId(),
                                                member.displayName(),
                                                member.slot(),
                                                member.ready(),
                                                member.isConnected()))
                        .toList();
        return new Api.Lobby(
                lobbyId,
                joinCode,
                settings.name(),
                settings.gameMode(),
                settings.track(),
                settings.capacity(),
                settings.visibility(),
                settings.passwordHash().isPresent(),
                settings.region(),
                forwarding.word(),
                state.word(),
                owner,
                seats,
                version,
                settings.pathsOrDefault().word(),
                matchId);
    }
}
