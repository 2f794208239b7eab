package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.NODE;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.SEATS;
import static dev.rallypoint.lobby.Lobbies.SESSIONS;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.join;
import static dev.rallypoint.lobby.Lobbies.lobby;
import static dev.rallypoint.lobby.Lobbies.node;
import static dev.rallypoint.lobby.Lobbies.types;
import static dev.rallypoint.lobby.Lobbies.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionRulesTest {
    private static final long GRACE_MS = Lobbies.CONFIG.disconnectGraceSeconds() * 1_000L;
    private static final long EMPTY_MS = Lobbies.CONFIG.emptyTimeoutSeconds() * 1_000L;
    private static final String OTHER_NODE = "node-b";
    private static final String THIRD_NODE = "node-c";
    private static final String FOURTH_NODE = "node-d";

    private static SessionChanged news(Lobby lobby, String playerId, boolean connected) {
        int slot = lobby.member(playerId).orElseThrow().slot();
        return new SessionChanged(lobby.lobbyId(), playerId, slot, connected, "left");
    }

    private static Lobby connected(Lobby lobby, String playerId) {
        return after(Lobbies.session(SESSIONS, lobby, news(lobby, playerId, true), NODE, NOW));
    }

    private static LobbyChange lost(Lobby lobby, String playerId, long nowMs) {
        return Lobbies.session(SESSIONS, lobby, news(lobby, playerId, false), NODE, nowMs);
    }

    @Test
    void showsSessionsOnce() {
        Lobby lobby = lobby(2);
        LobbyChange began = Lobbies.session(SESSIONS, lobby, news(lobby, ANN, true), NODE, NOW);
        assertThat(types(began)).containsExactly(LobbyEvent.MEMBER_CONNECTED);
        assertThat(after(began).toApi().members().get(0).connected()).isTrue();
        assertThat(
                        Lobbies.session(SESSIONS, after(began), news(lobby, ANN, true), NODE, NOW)
                                .isNew())
                .isFalse();
        LobbyChange ended = lost(after(began), ANN, NOW);
        assertThat(types(ended)).containsExactly(LobbyEvent.MEMBER_DISCONNECTED);
        assertThat(lost(after(ended), ANN, NOW).isNew()).isFalse();
    }

    @Test
    void ignoresTheEndOfAnOlderSessionOnAnotherNode() {
        Lobby lobby = connected(lobby(2), ANN);
        SessionChanged late = news(lobby, ANN, false);
        assertThat(Lobbies.session(SESSIONS, lobby, late, OTHER_NODE, NOW).isNew()).isFalse();
    }

    @Test
    void ignoresNewsOfASeatThatIsAnothersNow() {
        Lobby before = with(lobby(3), BOB);
        SessionChanged late = news(before, BOB, true);
        Lobby gone = after(SEATS.leave(before, BOB, NOW));
        assertThat(Lobbies.session(SESSIONS, gone, late, NODE, NOW).isNew()).isFalse();
        Lobby taken = with(gone, Lobbies.CAT, BOB);
        assertThat(Lobbies.session(SESSIONS, taken, late, NODE, NOW).isNew()).isFalse();
    }

    @Test
    void removesADisconnectedMemberAfterTheGraceTimeAndNotBefore() {
        Lobby both = connected(connected(with(lobby(2), BOB), ANN), BOB);
        Lobby lobby = after(lost(both, ANN, NOW));
        assertThat(SESSIONS.expire(lobby, NOW + GRACE_MS - 1).isNew()).isFalse();
        LobbyChange expired = SESSIONS.expire(lobby, NOW + GRACE_MS);
        assertThat(types(expired))
                .containsExactly(LobbyEvent.MEMBER_LEFT, LobbyEvent.OWNER_CHANGED);
        assertThat(expired.events().get(0).reason()).contains(SessionRules.TIMEOUT);
        assertThat(after(expired).owner()).isEqualTo(BOB);
    }

    @Test
    void keepsTheSeatOfWhoComesBackInTime() {
        Lobby both = connected(connected(with(lobby(2), BOB), ANN), BOB);
        Lobby back = connected(after(lost(both, ANN, NOW)), ANN);
        assertThat(SESSIONS.expire(back, NOW + 10 * GRACE_MS).isNew()).isFalse();
    }

    @Test
    void neverExpiresAMemberWhoHasNotConnectedYetWhileOthersAre() {
        Lobby lobby = connected(with(lobby(2), BOB), ANN);
        assertThat(SESSIONS.expire(lobby, NOW + 1_000 * EMPTY_MS).isNew()).isFalse();
    }

    @Test
    void closesALobbyThatNobodyConnectedTo() {
        Lobby lobby = with(lobby(2), BOB);
        assertThat(SESSIONS.isDue(lobby, NOW + EMPTY_MS - 1)).isFalse();
        LobbyChange expired = SESSIONS.expire(lobby, NOW + EMPTY_MS);
        assertThat(types(expired)).containsExactly(LobbyEvent.CLOSED);
        assertThat(expired.events().get(0).reason()).contains(LobbyDraft.EMPTY);
        assertThat(SESSIONS.isDue(after(expired), NOW + 2 * EMPTY_MS)).isFalse();
    }

    @Test
    void countsTheEmptyTimeoutFromTheLastSessionsEnd() {
        SessionRules patient =
                new SessionRules(new LobbyConfig(60, 3_600, 16, 8), Lobbies.homes(NODE));
        Lobby lobby = connected(lobby(2), ANN);
        long end = NOW + 10 * EMPTY_MS;
        Lobby lost = after(lost(lobby, ANN, end));
        assertThat(patient.expire(lost, end + EMPTY_MS - 1).isNew()).isFalse();
        assertThat(types(patient.expire(lost, end + EMPTY_MS))).containsExactly(LobbyEvent.CLOSED);
    }

    @Test
    void closesWhenTheGraceOfTheLastMembersIsOver() {
        Lobby both = connected(connected(with(lobby(2), BOB), ANN), BOB);
        Lobby lost = after(lost(after(lost(both, ANN, NOW)), BOB, NOW));
        assertThat(types(SESSIONS.expire(lost, NOW + GRACE_MS)))
                .containsExactly(
                        LobbyEvent.MEMBER_LEFT,
                        LobbyEvent.OWNER_CHANGED,
                        LobbyEvent.MEMBER_LEFT,
                        LobbyEvent.CLOSED);
    }

    @Test
    void countsMembersOfADeadNodeAsDisconnected() {
        Lobby lobby = connected(lobby(2), ANN);
        LobbyChange cut = nodes(node(OTHER_NODE, true)).relocate(lobby, NOW);
        assertThat(types(cut)).containsExactly(LobbyEvent.MEMBER_DISCONNECTED);
        Member ann = after(cut).member(ANN).orElseThrow();
        assertThat(ann.lostAtMs()).as("the grace time runs").contains(NOW);
        assertThat(nodes(node(OTHER_NODE, true)).relocate(after(cut), NOW).isNew()).isFalse();
    }

    private static SessionRules nodes(NodeInfo... up) {
        return new SessionRules(
                Lobbies.CONFIG, new MatchHomes(new NodeDirectory(OTHER_NODE, List.of(up))));
    }

    private static SessionRules up(String... nodeIds) {
        return new SessionRules(Lobbies.CONFIG, Lobbies.homes(nodeIds));
    }

    @Test
    void movesAMatchToItsFirstLivingStandbyAndRefillsTheLine() {
        Lobby lobby =
                connected(
                        after(up(NODE, OTHER_NODE, THIRD_NODE).openConnection(lobby(2), ANN, NOW)),
                        ANN);
        assertThat(lobby.standbys()).containsExactlyInAnyOrder(OTHER_NODE, THIRD_NODE);
        String first = lobby.standbys().get(0);
        String second = lobby.standbys().get(1);

        SessionRules after = up(first, second, FOURTH_NODE);
        LobbyChange moves = after.relocate(lobby, NOW + 7);

        assertThat(types(moves))
                .containsExactly(LobbyEvent.MEMBER_DISCONNECTED, LobbyEvent.RELOCATED);
        Lobby moved = after(moves);
        assertThat(moved.homeNode()).contains(first);
        assertThat(moved.standbys()).containsExactly(second, FOURTH_NODE);
        assertThat(moved.movedAtGeneration()).contains(NOW);
        assertThat(moved.members().get(0).slot()).isZero();
        assertThat(after.relocate(moved, NOW + 8).isNew()).as("safe twice").isFalse();
        assertThat(after(up(second).relocate(lobby, NOW)).homeNode()).contains(second);
        assertThat(after(up(FOURTH_NODE).relocate(lobby, NOW)).homeNode())
                .as("no standby is left: placement chooses")
                .contains(FOURTH_NODE);
    }

    @Test
    void movesAMatchAwayFromADrainedNodeWhosePlayersStayConnectedMeanwhile() {
        Lobby lobby = connected(lobby(2), ANN);
        SessionRules draining = nodes(node(NODE, true), node(OTHER_NODE, false));
        LobbyChange moves = draining.relocate(lobby, NOW);
        assertThat(types(moves)).containsExactly(LobbyEvent.RELOCATED);
        assertThat(after(moves).homeNode()).contains(OTHER_NODE);
        assertThat(after(moves).standbys()).as("a drained node is no standby").isEmpty();
        assertThat(after(moves).members().get(0).isConnectedTo(NODE)).isTrue();
        assertThat(draining.relocate(after(moves), NOW).isNew()).isFalse();
        assertThat(draining.isOrphan(lobby)).as("the drained node's own business").isFalse();
        assertThat(up(NODE, OTHER_NODE).relocate(after(moves), NOW).isNew())
                .as("it does not come back by itself")
                .isFalse();
    }

    @Test
    void whoIsSentOnToTheNewHomeStaysConnectedOnTheWay() {
        Lobby lobby = connected(lobby(2), ANN);
        SessionRules draining = nodes(node(NODE, true), node(OTHER_NODE, false));
        Lobby moved = after(draining.relocate(lobby, NOW));
        SessionChanged sentOn =
                new SessionChanged(lobby.lobbyId(), ANN, 0, false, SessionChanged.MOVED);
        assertThat(Lobbies.session(draining, moved, sentOn, NODE, NOW).isNew()).isFalse();
        LobbyChange arrives =
                Lobbies.session(draining, moved, news(moved, ANN, true), OTHER_NODE, NOW);
        assertThat(arrives.isNew()).isTrue();
        assertThat(arrives.events()).as("nobody saw him go").isEmpty();
        assertThat(Lobbies.session(draining, moved, news(moved, ANN, false), NODE, NOW).isNew())
                .as("he gave up instead")
                .isTrue();
        assertThat(Lobbies.session(draining, lobby, sentOn, NODE, NOW).isNew())
                .as("the match came back to where he is missing")
                .isTrue();
    }

    @Test
    void keepsItsHomeWhileNobodyTakesIt() {
        SessionRules bothDrained = nodes(node(NODE, true), node(OTHER_NODE, true));
        assertThat(bothDrained.relocate(lobby(2), NOW).isNew()).isFalse();
        assertThat(after(bothDrained.openConnection(lobby(2), ANN, NOW)).homeNode()).contains(NODE);
        SessionRules nobody = nodes(node(OTHER_NODE, true));
        assertThat(nobody.relocate(lobby(2), NOW).isNew()).isFalse();
        assertThat(nobody.isOrphan(lobby(2))).isFalse();
    }

    @Test
    void keepsTheLineOfStandbysWhileTheyLive() {
        SessionRules four = up(NODE, OTHER_NODE, THIRD_NODE, FOURTH_NODE);
        Lobby lobby = after(four.openConnection(lobby(2), ANN, NOW));
        List<String> line = lobby.standbys();
        assertThat(line).hasSize(2);
        assertThat(after(four.openConnection(lobby, ANN, NOW)).standbys()).isEqualTo(line);
        String[] withoutTheFirst =
                Stream.of(NODE, OTHER_NODE, THIRD_NODE, FOURTH_NODE)
                        .filter(nodeId -> !nodeId.equals(line.get(0)))
                        .toArray(String[]::new);
        assertThat(after(up(withoutTheFirst).openConnection(lobby, ANN, NOW)).standbys())
                .hasSize(2)
                .startsWith(line.get(1));
    }

    @Test
    void restoresLobbiesWithNobodyConnectedAndANewEmptyTimeout() {
        Lobby saved = after(lost(connected(with(lobby(2), BOB), ANN), ANN, NOW));
        long restart = NOW + 100 * EMPTY_MS;
        LobbyChange restored = SESSIONS.restore(saved, restart);
        assertThat(restored.events()).isEmpty();
        assertThat(after(restored).version()).isGreaterThan(saved.version());
        assertThat(after(restored).members()).noneMatch(Member::isConnected);
        assertThat(SESSIONS.isDue(after(restored), restart + EMPTY_MS - 1)).isFalse();
        assertThat(types(SESSIONS.expire(after(restored), restart + EMPTY_MS)))
                .containsExactly(LobbyEvent.CLOSED);
    }

    @Test
    void givesEachTokenAGenerationAboveAllBefore() {
        LobbyChange first = SESSIONS.openConnection(lobby(2), ANN, NOW);
        LobbyChange second = SESSIONS.openConnection(after(first), ANN, NOW);
        LobbyChange past = SESSIONS.openConnection(after(second), ANN, NOW - 9);
        assertThat(after(first).latestGeneration()).isEqualTo(NOW);
        assertThat(after(second).latestGeneration()).isEqualTo(NOW + 1);
        assertThat(after(past).latestGeneration()).isEqualTo(NOW + 2);
    }

    @Test
    void staysOnTheHomeNodeWhileItIsUpAndMovesWhenItIsGone() {
        Lobby lobby = lobby(2);
        LobbyChange stays = up(OTHER_NODE, NODE).openConnection(lobby, ANN, NOW);
        assertThat(after(stays).homeNode()).contains(NODE);
        assertThat(after(stays).movedAtGeneration()).isEmpty();
        assertThat(stays.events()).isEmpty();
        LobbyChange moves = up(OTHER_NODE).openConnection(after(stays), ANN, NOW + 1);
        assertThat(after(moves).homeNode()).contains(OTHER_NODE);
        assertThat(after(moves).movedAtGeneration()).as("of the token before").contains(NOW);
        assertThat(after(moves).latestGeneration()).isEqualTo(NOW + 1);
        assertThat(types(moves)).containsExactly(LobbyEvent.RELOCATED);
        assertThat(refusal(nodes().openConnection(lobby, ANN, NOW))).contains(ProblemCode.NO_RELAY);
    }

    @Test
    void givesNoTokenToStrangers() {
        assertThat(refusal(SESSIONS.openConnection(lobby(2), BOB, NOW)))
                .contains(ProblemCode.NOT_MEMBER);
    }

    private static Optional<ProblemCode> refusal(LobbyChange change) {
        return change.refusal().map(Rejection::code);
    }

    /** Relays compare the two: the clocks of the nodes where they were made may differ. */
    @Test
    void aTokenIsNewerThanWhatHappenedBeforeItAndOlderThanWhatComesAfter() {
        long fast = NOW + 10_000;
        Lobby left = after(SEATS.leave(with(lobby(4), BOB), BOB, fast));
        Lobby back = after(join(left, BOB));
        Lobby given = after(SESSIONS.openConnection(back, BOB, NOW));
        assertThat(given.latestGeneration()).isGreaterThan(left.events().get(2).atMs());

        Lobby early = after(SESSIONS.openConnection(with(lobby(4), BOB), BOB, fast));
        LobbyChange kicked = SEATS.kick(early, ANN, BOB, NOW);
        assertThat(kicked.events().get(0).atMs()).isGreaterThanOrEqualTo(early.latestGeneration());
    }

    @Test
    void sessionsThatBeganTogetherAreOneChange() {
        Lobby lobby = with(lobby(4), BOB);
        List<SessionChanged> both = List.of(news(lobby, ANN, true), news(lobby, BOB, true));
        LobbyChange change = SESSIONS.sessionsChanged(lobby, both, NODE, NOW);
        assertThat(change.events())
                .extracting(LobbyEvent::type)
                .containsExactly(LobbyEvent.MEMBER_CONNECTED, LobbyEvent.MEMBER_CONNECTED);
        assertThat(after(change).version()).isEqualTo(lobby.version() + 1);
        assertThat(after(change).members()).allMatch(Member::isConnected);
    }

    @Test
    void ofSessionsOfOnePlayerTheLastOneCounts() {
        Lobby lobby = lobby(4);
        List<SessionChanged> cameAndWent =
                List.of(
                        news(lobby, ANN, true),
                        news(lobby, ANN, false),
                        news(lobby, ANN, true),
                        news(lobby, ANN, false));
        Lobby after = after(SESSIONS.sessionsChanged(lobby, cameAndWent, NODE, NOW));
        assertThat(after.hasConnectedMember()).isFalse();
        assertThat(after.events().stream().map(LobbyEvent::type))
                .endsWith(
                        LobbyEvent.MEMBER_CONNECTED,
                        LobbyEvent.MEMBER_DISCONNECTED,
                        LobbyEvent.MEMBER_CONNECTED,
                        LobbyEvent.MEMBER_DISCONNECTED);
    }
}
