package dev.rallypoint.lobby;

import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what the relays of this node say they have with what the lobbies say. Belongs to one
 * thread.
 */
final class SessionReports {
    private static final String NOT_REPORTED = "not reported";

    /**
     * @param news that the lobbies have not heard of
     * @param doubtful what has sessions here that do not seem to belong here: the lobby lives
     *     elsewhere, or the players do not sit in it
     */
    record Findings(List<SessionChanged> news, List<MatchSessions> doubtful) {}

    /** A player in a lobby. */
    private record Place(String lobbyId, String playerId) {}

    private final String nodeId;
    private final LobbyView view;
    private final Map<Integer, Set<Place>> latest = new HashMap<>();

    /** The relays that have reported in this round. */
    private final Set<Integer> heard = new HashSet<>();

    /** Who had no session at the end of the last round. */
    private Set<Place> missing = Set.of();

    SessionReports(String nodeId, LobbyView view) {
        this.nodeId = nodeId;
        this.view = view;
    }

    /**
     * @param relays how many the node has
     */
    Findings onReport(RelaySessions report, int relays) {
        latest.put(report.loop(), places(report));
        heard.add(report.loop());
        List<SessionChanged> news = new ArrayList<>();
        List<MatchSessions> doubtful = new ArrayList<>();
        for (MatchSessions match : report.matches()) {
            Optional<Lobby> here =
                    view.find(match.lobbyId()).filter(lobby -> lobby.livesOn(nodeId));
            here.ifPresent(lobby -> news.addAll(unannounced(lobby, match)));
            if (here.isEmpty() || !strangers(here.get(), match).isEmpty()) {
                doubtful.add(match);
            }
        }
        if (heard.size() >= relays) {
            heard.clear();
            news.addAll(vanished());
        }
        return new Findings(news, doubtful);
    }

    private static Set<Place> places(RelaySessions report) {
        return report.matches().stream()
                .flatMap(
                        match ->
                                match.members().stream()
                                        .map(seat -> new Place(match.lobbyId(), seat.playerId())))
                .collect(Collectors.toSet());
    }

    private List<SessionChanged> unannounced(Lobby lobby, MatchSessions match) {
        return match.members().stream()
                .filter(seat -> lobby.member(seat.playerId()).filter(this::isHere).isEmpty())
                .filter(seat -> sitsThere(lobby, seat))
                .map(seat -> news(lobby.lobbyId(), seat.playerId(), seat.slot(), true))
                .toList();
    }

    /** Players with a session who do not sit where it says. */
    static List<Seat> strangers(Lobby lobby, MatchSessions match) {
        return match.members().stream().filter(seat -> !sitsThere(lobby, seat)).toList();
    }

    private static boolean sitsThere(Lobby lobby, Seat seat) {
        return lobby.member(seat.playerId())
                .filter(member -> member.slot() == seat.slot())
                .isPresent();
    }

    /** Once is no proof: his session may have begun after the report. */
    private List<SessionChanged> vanished() {
        Set<Place> without = new HashSet<>();
        List<SessionChanged> news = new ArrayList<>();
        for (String lobbyId :
                view.select(lobby -> lobby.members().stream().anyMatch(this::isHere))) {
            for (Member member : view.find(lobbyId).orElseThrow().members()) {
                Place place = new Place(lobbyId, member.playerId());
                if (!isHere(member) || isReported(place)) {
                    continue;
                }
                without.add(place);
                if (missing.contains(place)) {
                    news.add(news(lobbyId, member.playerId(), member.slot(), false));
                }
            }
        }
        missing = without;
        return news;
    }

    private boolean isReported(Place place) {
        return latest.values().stream().anyMatch(places -> places.contains(place));
    }

    private boolean isHere(Member member) {
        return member.isConnectedTo(nodeId);
    }

    private static SessionChanged news(
            String lobbyId, String playerId, int slot, boolean connected) {
        return new SessionChanged(
                lobbyId, playerId, slot, connected, connected ? "" : NOT_REPORTED);
    }
}
