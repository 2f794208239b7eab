package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.CAT;
import static dev.rallypoint.lobby.Lobbies.HASH;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.NO_CHANGE;
import static dev.rallypoint.lobby.Lobbies.OWNERS;
import static dev.rallypoint.lobby.Lobbies.SEATS;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.join;
import static dev.rallypoint.lobby.Lobbies.joining;
import static dev.rallypoint.lobby.Lobbies.lobby;
import static dev.rallypoint.lobby.Lobbies.player;
import static dev.rallypoint.lobby.Lobbies.types;
import static dev.rallypoint.lobby.Lobbies.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LobbyTest {
    private static final String MATCH = "11111111-2222-4333-8444-555555555555";

    private static Lobby closed() {
        return after(SEATS.leave(lobby(2), ANN, NOW));
    }

    private static Lobby racing(Lobby lobby) {
        return after(OWNERS.start(lobby, ANN, MATCH, NOW));
    }

    private static LobbyChange capacity(Lobby lobby, String playerId, int capacity) {
        Api.ChangeLobby patch =
                new Api.ChangeLobby(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(capacity),
                        Optional.empty(),
                        Optional.empty());
        return OWNERS.change(lobby, playerId, patch, Optional.empty(), NOW);
    }

    private static LobbyChange password(Lobby lobby, String password, Optional<String> hash) {
        Api.ChangeLobby patch =
                new Api.ChangeLobby(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(password));
        return OWNERS.change(lobby, ANN, patch, hash, NOW);
    }

    private static LobbyChange joinProving(Lobby lobby, Optional<String> hash) {
        return SEATS.join(lobby, joining(lobby, BOB), hash, NOW);
    }

    static Stream<Arguments> refusals() {
        Lobby two = with(lobby(2), BOB);
        Lobby gap = after(SEATS.leave(with(lobby(3), BOB, CAT), BOB, NOW));
        Lobby locked = lobby(4, Optional.of(HASH));
        return Stream.of(
                Arguments.of("join a full lobby", join(two, CAT), ProblemCode.LOBBY_FULL),
                Arguments.of("join a closed lobby", join(closed(), BOB), ProblemCode.LOBBY_CLOSED),
                Arguments.of(
                        "join without proving the password",
                        joinProving(locked, Optional.empty()),
                        ProblemCode.INVALID_PASSWORD),
                Arguments.of(
                        "join proving a password that was changed meanwhile",
                        joinProving(locked, Optional.of("$argon2id$older")),
                        ProblemCode.INVALID_PASSWORD),
                Arguments.of(
                        "leave as a stranger", SEATS.leave(two, CAT, NOW), ProblemCode.NOT_MEMBER),
                Arguments.of(
                        "leave a closed lobby",
                        SEATS.leave(closed(), ANN, NOW),
                        ProblemCode.NOT_MEMBER),
                Arguments.of(
                        "kick as a member", SEATS.kick(two, BOB, ANN, NOW), ProblemCode.NOT_OWNER),
                Arguments.of(
                        "kick oneself",
                        SEATS.kick(two, ANN, ANN, NOW),
                        ProblemCode.INVALID_PARAMETER),
                Arguments.of(
                        "kick a stranger",
                        SEATS.kick(two, ANN, CAT, NOW),
                        ProblemCode.PLAYER_NOT_FOUND),
                Arguments.of(
                        "be ready as a stranger",
                        OWNERS.ready(two, CAT, true, NOW),
                        ProblemCode.NOT_MEMBER),
                Arguments.of(
                        "chat as a stranger",
                        OWNERS.say(two, CAT, "hi", NOW),
                        ProblemCode.NOT_MEMBER),
                Arguments.of(
                        "change settings as a member",
                        OWNERS.change(two, BOB, NO_CHANGE, Optional.empty(), NOW),
                        ProblemCode.NOT_OWNER),
                Arguments.of(
                        "shrink below the members",
                        capacity(with(lobby(4), BOB, CAT), ANN, 2),
                        ProblemCode.CAPACITY_TOO_SMALL),
                Arguments.of(
                        "shrink below a taken seat",
                        capacity(gap, ANN, 2),
                        ProblemCode.CAPACITY_TOO_SMALL),
                Arguments.of(
                        "grow beyond 64 seats", capacity(two, ANN, 65), ProblemCode.INVALID_BODY),
                Arguments.of(
                        "change the seats of a race",
                        capacity(racing(two), ANN, 8),
                        ProblemCode.LOBBY_NOT_OPEN),
                Arguments.of(
                        "start as a member",
                        OWNERS.start(two, BOB, MATCH, NOW),
                        ProblemCode.NOT_OWNER),
                Arguments.of(
                        "start twice",
                        OWNERS.start(racing(two), ANN, MATCH, NOW),
                        ProblemCode.ALREADY_STARTED));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("refusals")
    void refuses(String what, LobbyChange change, ProblemCode code) {
        assertThat(change.refusal().map(Rejection::code)).as(what).contains(code);
        assertThat(change.isNew()).isFalse();
        assertThat(change.events()).isEmpty();
        assertThat(change.lobby()).isEmpty();
    }

    @Test
    void refusesToCreateWhatCannotRace() {
        for (Api.CreateLobby wish :
                new Api.CreateLobby[] {
                    Lobbies.wish(1),
                    Lobbies.wish(65),
                    wish("secret", "raw"),
                    wish("public", "udp"),
                    Lobbies.wish(2).withPaths("direct"),
                    wish("public", "raw").withPaths("prefer-direct")
                }) {
            assertThat(SEATS.refusal(new CreateLobby(ANN, "Ann", wish)).map(Rejection::code))
                    .contains(ProblemCode.INVALID_BODY);
        }
        assertThat(SEATS.refusal(new CreateLobby(ANN, "Ann", wish("private", "star")))).isEmpty();
        Api.CreateLobby direct = Lobbies.wish(2).withPaths("prefer-direct");
        assertThat(SEATS.refusal(new CreateLobby(ANN, "Ann", direct))).isEmpty();
    }

    private static SeatRules seats(DirectPathRule rule) {
        return new SeatRules(SEATS.keptEvents(), Lobbies.REGIONS, rule);
    }

    @Test
    void judgedModesAndOperatorsForbidDirectPathsAndSaySo() {
        CreateLobby direct =
                new CreateLobby(ANN, "Ann", Lobbies.wish(2).withPaths("prefer-direct"));
        CreateLobby relayed = new CreateLobby(ANN, "Ann", Lobbies.wish(2));
        String mode = direct.settings().gameMode();
        SeatRules judged = seats(new DirectPathRule(true, Set.of(mode)));
        SeatRules forbidden = seats(new DirectPathRule(false, Set.of()));

        assertThat(judged.refusal(direct).orElseThrow().detail()).contains(mode, "judged");
        assertThat(forbidden.refusal(direct).orElseThrow().detail()).contains("lobby.directPaths");
        assertThat(judged.refusal(relayed)).isEmpty();
        assertThat(forbidden.refusal(relayed)).isEmpty();
        assertThat(seats(new DirectPathRule(true, Set.of("other"))).refusal(direct)).isEmpty();
    }

    @Test
    void aLobbyWithDirectPathsIsNotMadeAJudgedOne() {
        Lobby lobby = Lobbies.lobbyOf(Lobbies.wish(2).withPaths("prefer-direct"));
        Api.ChangeLobby patch =
                new Api.ChangeLobby(
                        Optional.empty(),
                        Optional.of("judged"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        OwnerRules rules =
                new OwnerRules(
                        SEATS.keptEvents(),
                        Lobbies.REGIONS,
                        new DirectPathRule(true, Set.of("judged")));

        assertThat(rules.change(lobby, ANN, patch, Optional.empty(), NOW).refusal())
                .map(Rejection::code)
                .contains(ProblemCode.INVALID_BODY);
        assertThat(Lobbies.OWNERS.change(lobby, ANN, patch, Optional.empty(), NOW).refusal())
                .isEmpty();
    }

    private static Api.CreateLobby wish(String visibility, String forwarding) {
        return new Api.CreateLobby(
                "n",
                "race",
                Optional.empty(),
                4,
                visibility,
                Optional.empty(),
                Optional.empty(),
                forwarding);
    }

    @Test
    void makesTheCreatorOwnerAndFirstMember() {
        Lobby lobby = lobby(4);
        assertThat(lobby.owner()).isEqualTo(ANN);
        assertThat(lobby.member(ANN).orElseThrow().slot()).isZero();
        assertThat(lobby.version()).isEqualTo(1);
        assertThat(lobby.latestEventId()).isEqualTo(1);
        assertThat(lobby.toApi().state()).isEqualTo("open");
    }

    @Test
    void givesTheLowestFreeSeatAndLeavesTheOthersWhereTheySit() {
        Lobby left = after(SEATS.leave(with(lobby(4), BOB, CAT), BOB, NOW));
        assertThat(left.member(CAT).orElseThrow().slot()).isEqualTo(2);
        Lobby back = with(left, player(9));
        assertThat(back.member(player(9)).orElseThrow().slot()).isEqualTo(1);
        assertThat(back.member(CAT).orElseThrow().slot()).isEqualTo(2);
    }

    @Test
    void letsAMemberJoinAgainWithoutPasswordRoomOrEvent() {
        Lobby locked = lobby(2, Optional.of(HASH));
        Lobby full = after(SEATS.join(locked, joining(locked, BOB), Optional.of(HASH), NOW));
        LobbyChange again = joinProving(full, Optional.empty());
        assertThat(again).isEqualTo(LobbyChange.none(full));
    }

    @Test
    void letsLatecomersIntoARaceWithRoom() {
        LobbyChange late = join(racing(with(lobby(3), BOB)), CAT);
        assertThat(types(late)).containsExactly(LobbyEvent.MEMBER_JOINED);
        assertThat(after(late).state()).isEqualTo(Lobby.State.RACING);
    }

    @Test
    void handsTheLobbyToTheLongestMemberWhenTheOwnerLeaves() {
        Lobby lobby = after(SEATS.leave(with(lobby(4), BOB, CAT), BOB, NOW));
        LobbyChange left = SEATS.leave(with(lobby, BOB), ANN, NOW);
        assertThat(types(left)).containsExactly(LobbyEvent.MEMBER_LEFT, LobbyEvent.OWNER_CHANGED);
        assertThat(after(left).owner()).isEqualTo(CAT);
        assertThat(left.events().get(0).reason()).contains(SeatRules.LEFT);
        assertThat(left.events().get(1).playerId()).contains(CAT);
    }

    @Test
    void closesWhenTheLastMemberLeaves() {
        LobbyChange left = SEATS.leave(lobby(2), ANN, NOW);
        assertThat(types(left)).containsExactly(LobbyEvent.MEMBER_LEFT, LobbyEvent.CLOSED);
        assertThat(left.events().get(1).reason()).contains(LobbyDraft.EMPTY);
        assertThat(after(left).isClosed()).isTrue();
    }

    @Test
    void kicksWithReason() {
        LobbyChange kicked = SEATS.kick(with(lobby(2), BOB), ANN, BOB, NOW);
        assertThat(types(kicked)).containsExactly(LobbyEvent.MEMBER_LEFT);
        assertThat(kicked.events().get(0).reason()).contains(SeatRules.KICKED);
        assertThat(kicked.events().get(0).slot()).contains(1);
    }

    @Test
    void theServerTakesAnySeatAlsoTheOwnersAndSaysWhy() {
        LobbyChange removed = SEATS.remove(with(lobby(2), BOB), ANN, SeatRules.BANNED, NOW);
        assertThat(types(removed))
                .containsExactly(LobbyEvent.MEMBER_LEFT, LobbyEvent.OWNER_CHANGED);
        assertThat(removed.events().get(0).reason()).contains("banned");
        assertThat(types(SEATS.remove(lobby(2), ANN, "banned", NOW)))
                .containsExactly(LobbyEvent.MEMBER_LEFT, LobbyEvent.CLOSED);
        assertThat(SEATS.remove(lobby(2), BOB, "banned", NOW).refusal()).isPresent();
    }

    @Test
    void theServerClosesALobbyWithItsMembersAndSaysWhy() {
        LobbyChange closed = SEATS.close(with(lobby(2), BOB), "operator", NOW);
        assertThat(types(closed)).containsExactly(LobbyEvent.CLOSED);
        assertThat(closed.events().get(0).reason()).contains("operator");
        assertThat(after(closed).members()).isEmpty();
    }

    @Test
    void tellsReadinessOnceForEachChange() {
        LobbyChange ready = OWNERS.ready(lobby(2), ANN, true, NOW);
        assertThat(ready.events().get(0).ready()).contains(true);
        assertThat(OWNERS.ready(after(ready), ANN, true, NOW).isNew()).isFalse();
        assertThat(after(OWNERS.ready(after(ready), ANN, false, NOW)).toApi().members().get(0))
                .matches(member -> !member.ready());
    }

    @Test
    void carriesChat() {
        LobbyChange said = OWNERS.say(with(lobby(2), BOB), BOB, "go!", NOW);
        assertThat(types(said)).containsExactly(LobbyEvent.MESSAGE);
        assertThat(said.events().get(0).text()).contains("go!");
        assertThat(said.events().get(0).playerId()).contains(BOB);
    }

    @Test
    void startsWithAMatchIdAndStaysRacing() {
        LobbyChange started = OWNERS.start(lobby(2), ANN, MATCH, NOW);
        assertThat(types(started)).containsExactly(LobbyEvent.STARTED);
        assertThat(after(started).matchId()).contains(MATCH);
        assertThat(after(started).toApi().state()).isEqualTo("racing");
    }

    @Test
    void changesSettingsOnlyWhereThePatchSpeaks() {
        LobbyChange grown = capacity(lobby(2), ANN, 8);
        assertThat(types(grown)).containsExactly(LobbyEvent.SETTINGS_CHANGED);
        assertThat(after(grown).toApi().capacity()).isEqualTo(8);
        assertThat(after(grown).toApi().track()).contains("ring");
        assertThat(OWNERS.change(lobby(2), ANN, NO_CHANGE, Optional.empty(), NOW).isNew())
                .isFalse();
    }

    @Test
    void setsAndRemovesThePassword() {
        Lobby locked = after(password(lobby(2), "secret", Optional.of(HASH)));
        assertThat(locked.toApi().hasPassword()).isTrue();
        assertThat(after(capacity(locked, ANN, 4)).settings().passwordHash()).contains(HASH);
        assertThat(after(password(locked, "", Optional.empty())).toApi().hasPassword()).isFalse();
    }

    @Test
    void keepsTheLastEventsOnlyAndNumbersThemOn() {
        Lobby lobby = lobby(2);
        for (int i = 0; i < 40; i++) {
            lobby = after(OWNERS.say(lobby, ANN, "line " + i, NOW));
        }
        assertThat(lobby.events()).hasSize(Lobbies.CONFIG.keptEvents());
        assertThat(lobby.latestEventId()).isEqualTo(41);
        assertThat(lobby.eventsAfter(39)).extracting(LobbyEvent::id).containsExactly(40L, 41L);
        assertThat(lobby.eventsAfter(41)).isEmpty();
    }
}
