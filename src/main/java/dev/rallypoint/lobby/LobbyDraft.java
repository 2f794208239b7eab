package dev.rallypoint.lobby;

import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.lobby.Lobby.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A lobby being changed: lives within one call of a rule. Numbers the events, and keeps what must
 * hold after any change: somebody owns the lobby, and without members it is closed.
 *
 * <p>The times of events and the generations of connect tokens are the lobby's clock, which never
 * goes back when another node with a slower one makes the next change: relays tell by it whether a
 * token was given out before or after its player left.
 */
final class LobbyDraft {
    static final String EMPTY = "empty";

    private final Lobby before;
    private final long nowMs;
    private final int keptEvents;
    private final List<Member> members;
    private final List<LobbyEvent> events = new ArrayList<>();
    private LobbySettings settings;
    private State state;
    private String owner;
    private Optional<String> homeNode;
    private List<String> standbys;
    private Optional<Long> movedAtGeneration;
    private Optional<String> matchId;
    private long quietSinceMs;
    private long generation;

    LobbyDraft(Lobby before, int keptEvents, long nowMs) {
        this.before = before;
        this.nowMs = nowMs;
        this.keptEvents = keptEvents;
        members = new ArrayList<>(before.members());
        settings = before.settings();
        state = before.state();
        owner = before.owner();
        homeNode = before.homeNode();
        standbys = before.standbys();
        movedAtGeneration = before.movedAtGeneration();
        matchId = before.matchId();
        quietSinceMs = before.quietSinceMs();
        generation = before.latestGeneration();
    }

    Optional<Member> member(String playerId) {
        return members.stream().filter(member -> member.playerId().equals(playerId)).findFirst();
    }

    void seat(Member member) {
        members.add(member);
        quietSinceMs = nowMs;
        event(LobbyEvent.MEMBER_JOINED, member);
    }

    /** Frees a seat; hands the lobby on to the longest member, or closes it after the last. */
    void unseat(Member member, String reason) {
        boolean wasLastConnected = member.isConnected();
        members.remove(member);
        addEvent(
                LobbyEvent.MEMBER_LEFT,
                Optional.of(member),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reason));
        if (members.isEmpty()) {
            close(EMPTY);
        } else {
            passOn(member);
            restartQuietTimeIf(wasLastConnected);
        }
    }

    private void passOn(Member leaver) {
        if (owner.equals(leaver.playerId())) {
            owner = members.get(0).playerId();
            event(LobbyEvent.OWNER_CHANGED, members.get(0));
        }
    }

    private void restartQuietTimeIf(boolean sessionEnded) {
        if (sessionEnded && members.stream().noneMatch(Member::isConnected)) {
            quietSinceMs = nowMs;
        }
    }

    /** Puts a member's new state into his place; no event. */
    void replace(Member old, Member updated) {
        members.set(members.indexOf(old), updated);
        restartQuietTimeIf(old.isConnected() && !updated.isConnected());
    }

    /** Nobody is a member any more, so no other rule grants anything after it. */
    void close(String reason) {
        state = State.CLOSED;
        members.clear();
        addEvent(
                LobbyEvent.CLOSED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reason));
    }

    /** With all who sit there; in a matched lobby only with those whom matching seated. */
    void start(String newMatchId) {
        state = State.RACING;
        members.replaceAll(
                member ->
                        !before.isMatched() || member.isMatched()
                                ? member.withOrigin(MatchOrigin.STARTED)
                                : member);
        matchId = Optional.of(newMatchId);
        event(LobbyEvent.STARTED);
    }

    void settings(LobbySettings newSettings) {
        settings = newSettings;
        event(LobbyEvent.SETTINGS_CHANGED);
    }

    /**
     * Lets the members' round trips decide the region, as long as they do. In another region the
     * match finds its home at the first connection.
     */
    void chooseRegion(RegionChoice regions) {
        if (state != State.OPEN || !before.choosesRegion()) {
            return;
        }
        String region =
                regions.best(members.stream().map(Member::rttMs).toList())
                        .or(settings::fallbackRegion)
                        .orElseThrow();
        if (!region.equals(settings.region())) {
            homeNode = Optional.empty();
            standbys = List.of();
            settings(settings.inRegion(region));
        }
    }

    /**
     * Sets where the match races and which nodes come next; an event only if that is another place
     * than before.
     */
    void home(String nodeId, List<String> nextInLine) {
        boolean moves = homeNode.isPresent() && !homeNode.get().equals(nodeId);
        homeNode = Optional.of(nodeId);
        standbys = nextInLine;
        if (moves) {
            movedAtGeneration = Optional.of(generation);
            event(LobbyEvent.RELOCATED);
        }
    }

    /** Counts a connect token given out now. */
    void nextGeneration() {
        generation = Math.max(Math.max(nowMs, latestLeaveAtMs() + 1), generation + 1);
        quietSinceMs = nowMs;
    }

    void restartQuietTime() {
        quietSinceMs = nowMs;
    }

    void event(String type) {
        addEvent(type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    void event(String type, Member member) {
        addEvent(type, Optional.of(member), Optional.empty(), Optional.empty(), Optional.empty());
    }

    void readyEvent(Member member) {
        addEvent(
                LobbyEvent.MEMBER_READY,
                Optional.of(member),
                Optional.of(member.ready()),
                Optional.empty(),
                Optional.empty());
    }

    void messageEvent(Member member, String text) {
        addEvent(
                LobbyEvent.MESSAGE,
                Optional.of(member),
                Optional.empty(),
                Optional.of(text),
                Optional.empty());
    }

    private void addEvent(
            String type,
            Optional<Member> member,
            Optional<Boolean> ready,
            Optional<String> text,
            Optional<String> reason) {
        events.add(
                new LobbyEvent(
                        before.lobbyId(),
                        before.latestEventId() + events.size() + 1,
                        before.version() + 1,
                        Math.max(Math.max(nowMs, latestEventAtMs()), generation),
                        type,
                        member.map(Member::playerId),
                        member.map(Member::displayName),
                        member.map(Member::slot),
                        ready,
                        text,
                        reason));
    }

    LobbyChange toChange() {
        Lobby after =
                new Lobby(
                        before.lobbyId(),
                        before.joinCode(),
                        settings,
                        before.forwarding(),
                        state,
                        owner,
                        homeNode,
                        standbys,
                        movedAtGeneration,
                        matchId,
                        members,
                        newestEvents(),
                        before.latestEventId() + events.size(),
                        before.version() + 1,
                        before.createdAtMs(),
                        quietSinceMs,
                        generation,
                        before.matchedAs());
        return LobbyChange.to(after, events);
    }

    /** 0 before the first. */
    private long latestEventAtMs() {
        List<LobbyEvent> latest = events.isEmpty() ? before.events() : events;
        return latest.isEmpty() ? 0 : latest.get(latest.size() - 1).atMs();
    }

    /** Of those that are remembered. */
    private long latestLeaveAtMs() {
        return before.events().stream()
                .filter(event -> event.type().equals(LobbyEvent.MEMBER_LEFT))
                .mapToLong(LobbyEvent::atMs)
                .max()
                .orElse(0);
    }

    private List<LobbyEvent> newestEvents() {
        List<LobbyEvent> all = new ArrayList<>(before.events());
        all.addAll(events);
        return all.subList(Math.max(0, all.size() - keptEvents), all.size());
    }
}
