package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.CAT;
import static dev.rallypoint.lobby.Lobbies.CONFIG;
import static dev.rallypoint.lobby.Lobbies.NODE;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.OWNERS;
import static dev.rallypoint.lobby.Lobbies.SEATS;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.joining;
import static dev.rallypoint.lobby.Lobbies.lobbyWithoutRegion;
import static dev.rallypoint.lobby.Lobbies.node;
import static dev.rallypoint.lobby.Lobbies.rtt;
import static dev.rallypoint.lobby.Lobbies.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When members' round trips decide the region of a lobby, and when they no longer do. */
class LobbyRegionTest {
    private static final String MATCH = "11111111-2222-4333-8444-555555555555";
    private static final String ASIAN_NODE = "node-c";

    private static final SessionRules SESSIONS =
            new SessionRules(
                    CONFIG,
                    new MatchHomes(
                            new NodeDirectory(
                                    NODE,
                                    List.of(
                                            node(NODE, false),
                                            node("node-b", "eu-west", false),
                                            node(ASIAN_NODE, "asia", false)))));

    /** Ann is near {@code eu-west}, and not too far from {@code asia}. */
    private static Lobby annsLobby() {
        return lobbyWithoutRegion(rtt("eu-west", 20), rtt("asia", 90), rtt("local", 200));
    }

    private static LobbyChange bobComes(Lobby lobby) {
        return SEATS.join(
                lobby,
                joining(lobby, BOB, rtt("asia", 30), rtt("eu-west", 250), rtt("local", 260)),
                Optional.empty(),
                NOW);
    }

    private static String region(LobbyChange change) {
        return after(change).toApi().region();
    }

    @Test
    void beginsWhereItsCreatorIsNearestOrWhereItWasMade() {
        assertThat(annsLobby().toApi().region()).isEqualTo("eu-west");
        assertThat(annsLobby().events()).as("nothing changed yet").hasSize(1);
        assertThat(lobbyWithoutRegion().toApi().region()).isEqualTo("local");
        assertThat(lobbyWithoutRegion(rtt("sa", 5)).toApi().region())
                .as("no node of that region takes sessions")
                .isEqualTo("local");
    }

    @Test
    void followsItsMembersAsTheyComeAndGo() {
        LobbyChange joined = bobComes(annsLobby());
        assertThat(region(joined)).isEqualTo("asia");
        assertThat(types(joined))
                .containsExactly(LobbyEvent.MEMBER_JOINED, LobbyEvent.SETTINGS_CHANGED);
        assertThat(after(joined).version()).as("one change").isEqualTo(2);

        LobbyChange left = SEATS.leave(after(joined), ANN, NOW);
        assertThat(region(left)).as("Bob's nearest is the same").isEqualTo("asia");
        assertThat(types(left)).doesNotContain(LobbyEvent.SETTINGS_CHANGED);

        LobbyChange kicked = SEATS.kick(after(joined), ANN, BOB, NOW);
        assertThat(region(kicked)).isEqualTo("eu-west");
        assertThat(types(kicked))
                .containsExactly(LobbyEvent.MEMBER_LEFT, LobbyEvent.SETTINGS_CHANGED);
    }

    @Test
    void goesBackToWhereItWasMadeWhenNobodyIsLeftWhoMeasured() {
        Lobby lobby = annsLobby();
        Lobby both = after(SEATS.join(lobby, joining(lobby, CAT), Optional.empty(), NOW));
        assertThat(both.toApi().region()).isEqualTo("eu-west");
        assertThat(region(SEATS.leave(both, ANN, NOW))).isEqualTo("local");
    }

    @Test
    void findsAHomeInTheNewRegionAtTheFirstConnectionAndNobodyCallsThatAMove() {
        Lobby moved = after(bobComes(annsLobby()));
        assertThat(moved.homeNode()).isEmpty();
        LobbyChange opened = SESSIONS.openConnection(moved, ANN, NOW);
        assertThat(after(opened).homeNode()).contains(ASIAN_NODE);
        assertThat(after(opened).standbys()).hasSize(2).doesNotContain(ASIAN_NODE);
        assertThat(after(opened).movedAtGeneration()).isEmpty();
        assertThat(opened.events()).isEmpty();
    }

    @Test
    void keepsItsHomeWhileTheRegionStaysTheSame() {
        Lobby lobby = annsLobby();
        LobbyChange joined =
                SEATS.join(lobby, joining(lobby, BOB, rtt("eu-west", 9)), Optional.empty(), NOW);
        assertThat(after(joined).homeNode()).contains(NODE);
        assertThat(types(joined)).containsExactly(LobbyEvent.MEMBER_JOINED);
    }

    @Test
    void staysWhereItIsOnceAConnectTokenNamesANode() {
        Lobby lobby = after(SESSIONS.openConnection(annsLobby(), ANN, NOW));
        LobbyChange joined = bobComes(lobby);
        assertThat(region(joined)).isEqualTo("eu-west");
        assertThat(after(joined).homeNode()).isEqualTo(lobby.homeNode());
        assertThat(after(joined).standbys()).isEqualTo(lobby.standbys());
        assertThat(after(joined).member(BOB).orElseThrow().rttMs())
                .as("what is of no use is not kept")
                .isEmpty();
        assertThat(region(SEATS.leave(after(joined), ANN, NOW))).isEqualTo("eu-west");
        assertThat(types(OWNERS.start(lobby, ANN, MATCH, NOW))).containsExactly(LobbyEvent.STARTED);
    }

    /** A relay's news can be ahead of the lobby: its token was lost in a split cluster. */
    @Test
    void staysWhereItIsUnderASessionThatNoTokenExplains() {
        Lobby lobby = annsLobby();
        Lobby played =
                after(
                        Lobbies.session(
                                SESSIONS,
                                lobby,
                                new SessionChanged(lobby.lobbyId(), ANN, 0, true, ""),
                                NODE,
                                NOW));
        assertThat(region(bobComes(played))).isEqualTo("eu-west");
    }

    @Test
    void choosesForTheLastTimeAtTheStart() {
        OwnerRules withoutEurope =
                new OwnerRules(
                        CONFIG.keptEvents(),
                        new RegionChoice(Lobbies.REGIONS.known(), Set.of("local", "asia")),
                        DirectPathRule.ANYWHERE);
        LobbyChange started = withoutEurope.start(annsLobby(), ANN, MATCH, NOW);
        assertThat(region(started)).isEqualTo("asia");
        assertThat(types(started)).containsExactly(LobbyEvent.SETTINGS_CHANGED, LobbyEvent.STARTED);
        assertThat(region(bobComes(after(started)))).isEqualTo("asia");
        assertThat(region(SEATS.leave(after(bobComes(after(started))), ANN, NOW)))
                .isEqualTo("asia");
    }

    @Test
    void aRegionThatWasNamedStays() {
        Api.CreateLobby wish = Lobbies.wish(4).withRegions(List.of(rtt("asia", 1)));
        LobbySettings settings = SEATS.settings(wish, Optional.empty(), "eu-west");
        assertThat(settings.region()).isEqualTo("local");
        Lobby lobby =
                after(
                        SEATS.create(
                                new CreateLobby(ANN, "Ann", wish),
                                settings,
                                new SeatRules.Identity("id", "ABC234", Optional.of(NODE)),
                                NOW));
        LobbyChange joined = bobComes(lobby);
        assertThat(region(joined)).isEqualTo("local");
        assertThat(after(joined).members()).allMatch(member -> member.rttMs().isEmpty());
        assertThat(region(SEATS.leave(after(joined), ANN, NOW))).isEqualTo("local");
        assertThat(region(OWNERS.start(lobby, ANN, MATCH, NOW))).isEqualTo("local");
    }

    @Test
    void refusesRoundTripsThatCannotBe() {
        Api.CreateLobby twice = Lobbies.wishWithoutRegion(rtt("asia", 1), rtt("asia", 2));
        assertThat(SEATS.refusal(new CreateLobby(ANN, "Ann", twice)).map(Rejection::code))
                .contains(ProblemCode.INVALID_BODY);
        assertThat(
                        SEATS.refusal(joining(annsLobby(), BOB, rtt("atlantis", 1)))
                                .map(Rejection::code))
                .contains(ProblemCode.REGION_NOT_FOUND);
        assertThat(SEATS.refusal(joining(annsLobby(), BOB, rtt("sa", 1)))).isEmpty();
    }

    @Test
    void keepsRoundTripsInTheClusterAndShowsThemToNobody() {
        Lobby lobby = after(bobComes(annsLobby()));
        assertThat(LobbyCodec.decode(LobbyCodec.encode(lobby))).isEqualTo(lobby);
        assertThat(lobby.member(BOB).orElseThrow().rttMs())
                .isEqualTo(Map.of("asia", 30.0, "eu-west", 250.0, "local", 260.0));
        assertThat(lobby.toApi().toString()).doesNotContain("250").doesNotContain("rtt");
        assertThat(lobby.events().toString()).doesNotContain("250");
        assertThat(lobby.slim().members()).allMatch(member -> member.rttMs().isEmpty());
    }

    @Test
    void keepsAMembersRoundTripsWhileHeConnectsAndLeaves() {
        Member ann = annsLobby().member(ANN).orElseThrow();
        assertThat(ann.withReady(true).connected(NODE).disconnected(NOW).notYetConnected().rttMs())
                .isEqualTo(ann.rttMs());
    }
}
