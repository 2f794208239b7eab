package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.CAT;
import static dev.rallypoint.lobby.Lobbies.NODE;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.SESSIONS;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.lobby;
import static dev.rallypoint.lobby.Lobbies.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.lobby.SessionReports.Findings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionReportsTest {
    private final LobbyView view = new LobbyView((before, after) -> {});
    private final SessionReports reports = new SessionReports(NODE, view);
    private final Lobby lobby = with(lobby(4), BOB);

    private Findings report(int loop, int relays, Seat... seats) {
        List<MatchSessions> matches =
                seats.length == 0
                        ? List.of()
                        : List.of(new MatchSessions(lobby.lobbyId(), List.of(seats)));
        return reports.onReport(new RelaySessions(loop, matches), relays);
    }

    private Lobby connected(Lobby before, String playerId, int slot) {
        SessionChanged news = new SessionChanged(before.lobbyId(), playerId, slot, true, "");
        return after(Lobbies.session(SESSIONS, before, news, NODE, NOW));
    }

    private SessionChanged began(String playerId, int slot) {
        return new SessionChanged(lobby.lobbyId(), playerId, slot, true, "");
    }

    @Test
    void sessionsThatTheLobbyDoesNotKnowAreNews() {
        view.put(connected(lobby, ANN, 0));
        Findings findings = report(0, 1, new Seat(ANN, 0), new Seat(BOB, 1));
        assertThat(findings.news()).containsExactly(began(BOB, 1));
        assertThat(findings.doubtful()).isEmpty();
    }

    @Test
    void aSessionOfSomebodyWhoDoesNotSitThereIsNoNews() {
        view.put(lobby);
        assertThat(report(0, 1, new Seat(BOB, 3), new Seat(CAT, 2)).news()).isEmpty();
    }

    @Test
    void aSessionOfSomebodyWhoDoesNotSitThereIsDoubtful() {
        view.put(lobby);
        assertThat(report(0, 1, new Seat(ANN, 0), new Seat(BOB, 1)).doubtful()).isEmpty();
        for (Seat stranger : List.of(new Seat(BOB, 3), new Seat(CAT, 2))) {
            Findings findings = report(0, 1, new Seat(ANN, 0), stranger);
            assertThat(findings.doubtful())
                    .singleElement()
                    .satisfies(
                            match ->
                                    assertThat(SessionReports.strangers(lobby, match))
                                            .containsExactly(stranger));
        }
    }

    @Test
    void aMemberWithoutASessionInTwoRoundsIsDisconnected() {
        view.put(connected(connected(lobby, ANN, 0), BOB, 1));
        assertThat(report(0, 1, new Seat(BOB, 1)).news()).isEmpty();
        assertThat(report(0, 1, new Seat(BOB, 1)).news())
                .containsExactly(
                        new SessionChanged(lobby.lobbyId(), ANN, 0, false, "not reported"));
    }

    @Test
    void oneRoundWithoutHisSessionIsNoProof() {
        view.put(connected(lobby, ANN, 0));
        assertThat(report(0, 1).news()).isEmpty();
        assertThat(report(0, 1, new Seat(ANN, 0)).news()).isEmpty();
        assertThat(report(0, 1).news()).isEmpty();
    }

    @Test
    void aRoundIsOverWhenAllRelaysHaveReported() {
        view.put(connected(lobby, ANN, 0));
        Findings[] without = {report(0, 2), report(0, 2), report(0, 2), report(1, 2), report(0, 2)};
        assertThat(Stream.of(without).flatMap(findings -> findings.news().stream())).isEmpty();
        assertThat(report(1, 2).news()).hasSize(1);
    }

    @Test
    void aSessionOnAnyRelayCounts() {
        view.put(connected(lobby, ANN, 0));
        for (int round = 0; round < 3; round++) {
            assertThat(report(0, 2).news()).isEmpty();
            assertThat(report(1, 2, new Seat(ANN, 0)).news()).isEmpty();
        }
    }

    @Test
    void sessionsOfLobbiesThatLiveElsewhereOrNowhereAreDoubtful() {
        assertThat(report(0, 1, new Seat(ANN, 0)).doubtful())
                .extracting(MatchSessions::lobbyId)
                .containsExactly(lobby.lobbyId());
        SessionRules elsewhere = new SessionRules(Lobbies.CONFIG, Lobbies.homes("node-b"));
        view.put(after(elsewhere.relocate(lobby, NOW)));
        Findings findings = report(0, 1, new Seat(ANN, 0));
        assertThat(findings.doubtful())
                .extracting(MatchSessions::lobbyId)
                .containsExactly(lobby.lobbyId());
        assertThat(findings.news()).isEmpty();
    }

    @Test
    void membersOfOtherNodesAreNotOurs() {
        SessionChanged news = began(ANN, 0);
        view.put(after(Lobbies.session(SESSIONS, lobby, news, "node-b", NOW)));
        assertThat(report(0, 1).news()).isEmpty();
        assertThat(report(0, 1).news()).isEmpty();
    }
}
