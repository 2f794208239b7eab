package dev.rallypoint.matchmaking.tickets;

import static dev.rallypoint.matchmaking.tickets.TicketNode.await;
import static dev.rallypoint.matchmaking.tickets.TicketNode.player;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.LoadRatings;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.TicketMessage.QuickJoin;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test has a game mode of its own, and players of its own. */
class QuickJoinIT {
    private static TicketNode node;

    @BeforeAll
    static void start() {
        node = new TicketNode().start(Tickets.CONFIG);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Api.Lobby open(int owner, String mode, String region, int capacity) {
        return node.ask(
                        BusContract.CREATE_LOBBY,
                        new CreateLobby(
                                player(owner),
                                "Owner " + owner,
                                new Api.CreateLobby(
                                        "Lobby of " + owner,
                                        mode,
                                        Optional.empty(),
                                        capacity,
                                        "public",
                                        Optional.empty(),
                                        Optional.of(region),
                                        "framed")))
                .lobby();
    }

    private static QuickJoin wish(int player, Optional<String> mode, Api.RegionRtt... measured) {
        return new QuickJoin(
                player(player),
                "Player " + player,
                new Api.QuickJoinRequest(mode, List.of(measured), Optional.empty()));
    }

    private static String joined(QuickJoin wish) {
        return node.ask(BusContract.QUICK_JOIN, wish).lobby().lobbyId();
    }

    private static void assertNothingFits(QuickJoin wish) {
        RejectedException refused = node.refusal(BusContract.QUICK_JOIN, wish);
        assertThat(refused.rejection().code()).isEqualTo(ProblemCode.NO_FITTING_LOBBY);
    }

    @Test
    void blocksKeepApartInBothDirections() {
        Api.Lobby ofBlocked = open(101, "blocks", "local", 4);
        Api.Lobby ofBlocking = open(102, "blocks", "local", 4);
        node.blocked.put(player(103), List.of(player(101)));
        node.blocked.put(player(102), List.of(player(103)));
        assertNothingFits(wish(103, Optional.of("blocks")));
        assertThat(joined(wish(104, Optional.of("blocks"))))
                .isIn(ofBlocked.lobbyId(), ofBlocking.lobbyId());
    }

    @Test
    void whoAsksAgainHasHisSeatAlready() {
        Api.Lobby lobby = open(110, "again", "local", 4);
        QuickJoin wish = wish(111, Optional.of("again"));
        assertThat(joined(wish)).isEqualTo(lobby.lobbyId());
        assertThat(joined(wish)).as("the first answer was lost").isEqualTo(lobby.lobbyId());
    }

    @Test
    void theNearestRegionComesFirstHoweverManyLobbiesOthersHave() {
        for (int owner = 200; owner < 320; owner++) {
            open(owner, "many", "asia", 4);
        }
        Api.Lobby near = open(320, "many", "local", 4);
        assertThat(
                        joined(
                                wish(
                                        321,
                                        Optional.of("many"),
                                        new Api.RegionRtt("asia", 120),
                                        new Api.RegionRtt("local", 20))))
                .isEqualTo(near.lobbyId());
    }

    @Test
    void itPagesOnUntilSomethingFitsAndAsksForFewPlayersAtATime() {
        for (int owner = 400; owner < 505; owner++) {
            open(owner, "pages", "local", 4);
        }
        Api.Lobby last = open(505, "pages", "local", 8);
        node.blocked.put(
                player(506), IntStream.range(400, 505).mapToObj(TicketNode::player).toList());
        assertThat(joined(wish(506, Optional.of("pages")))).isEqualTo(last.lobbyId());
        assertThat(node.questions)
                .filteredOn(question -> question.gameMode().equals("pages"))
                .hasSizeGreaterThan(1)
                .allMatch(question -> question.playerIds().size() <= 65);
    }

    @Test
    void withoutAModeStrengthIsAskedInTheModeOfEachLobby() {
        open(601, "mode-a", "sa", 4);
        open(602, "mode-b", "sa", 4);
        node.questions.clear();
        joined(wish(603, Optional.empty(), new Api.RegionRtt("sa", 20)));
        Set<String> modes =
                node.questions.stream().map(LoadRatings::gameMode).collect(Collectors.toSet());
        assertThat(modes).contains("mode-a", "mode-b").doesNotContain("");
    }

    @Test
    void whoLosesTheLastSeatGetsTheNextOne() {
        Set<String> lobbies =
                IntStream.range(701, 705)
                        .mapToObj(owner -> open(owner, "seats", "local", 2).lobbyId())
                        .collect(Collectors.toSet());
        List<Future<LobbyReply>> all =
                IntStream.range(711, 715)
                        .mapToObj(
                                player ->
                                        node.begin(
                                                BusContract.QUICK_JOIN,
                                                wish(player, Optional.of("seats"))))
                        .toList();
        assertThat(all)
                .extracting(reply -> await(reply).lobby().lobbyId())
                .containsExactlyInAnyOrderElementsOf(lobbies);
        assertNothingFits(wish(715, Optional.of("seats")));
    }
}
