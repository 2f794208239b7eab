package dev.rallypoint.matchmaking.tickets;

import static dev.rallypoint.matchmaking.tickets.TicketNode.player;
import static dev.rallypoint.matchmaking.tickets.TicketNode.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.TicketMessage.CancelTicket;
import dev.rallypoint.contract.TicketMessage.ConfirmTicket;
import dev.rallypoint.contract.TicketMessage.GetMyTicket;
import dev.rallypoint.contract.TicketMessage.GetPools;
import dev.rallypoint.contract.TicketMessage.GetTicket;
import dev.rallypoint.contract.TicketMessage.LeaveTicket;
import dev.rallypoint.contract.TicketMessage.QuickJoin;
import dev.rallypoint.contract.TicketMessage.ReadTicketEvents;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.contract.TicketsConfig;
import dev.rallypoint.matchmaking.MatchPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test has players of its own; a match has two, those of the mode "four" have four. */
class MatchmakingVerticleIT {
    private static TicketNode node;
    private static String leftMatch;

    @BeforeAll
    static void start() {
        node = new TicketNode();
        leaveBehind("left-1", "left-2");
        node.start(new TicketsConfig(600, 60, 1, 1_000, List.of("ready")));
    }

    /** A match that its node began and was lost before it claimed a ticket. */
    private static void leaveBehind(String... ticketIds) {
        HazelcastTicketStore store = new HazelcastTicketStore(node.hazelcast, searching -> {});
        Map<String, TicketEntry> tickets =
                Stream.of(ticketIds)
                        .map(id -> Tickets.entry(id, "player-" + id))
                        .collect(Collectors.toMap(TicketEntry::ticketId, Function.identity()));
        MatchPool pool =
                new MatchPool(
                        Tickets.rules(2),
                        tickets.values().stream().map(TicketEntry::toTicket).toList(),
                        List.of());
        MatchDrawing drawing = new MatchDrawing(Tickets.POOL, Tickets.rules(2), true);
        leftMatch =
                store.begin(
                                drawing.draw(
                                        new Tickets.FirstCome().match(pool, 1_000).get(0),
                                        tickets,
                                        1_000))
                        .matchId();
    }

    @Test
    void aMatchThatItsNodeBeganAndLeftIsGivenUp() {
        HazelcastTicketStore store = new HazelcastTicketStore(node.hazelcast, searching -> {});
        await().until(
                        () -> store.findMatch(leftMatch).orElseThrow().state(),
                        state -> state == MatchEntry.State.ABORTED);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Api.Ticket matched(String ticketId, int player) {
        return await().until(
                        () -> node.look(ticketId, player),
                        ticket -> ticket.state().equals("matched"));
    }

    private static Api.Lobby lobby(Api.Ticket ticket) {
        return node.ask(BusContract.GET_LOBBY, new GetLobby(ticket.lobbyId().orElseThrow()))
                .lobby();
    }

    private static List<String> members(Api.Lobby lobby) {
        return lobby.members().stream().map(Api.Member::playerId).toList();
    }

    private static ProblemCode codeOf(RejectedException refused) {
        return refused.rejection().code();
    }

    private static List<String> types(String ticketId, int player) {
        return node
                .ask(BusContract.READ_TICKET_EVENTS, new ReadTicketEvents(ticketId, player(player)))
                .events()
                .stream()
                .map(TicketEvent::type)
                .toList();
    }

    @Test
    void twoTicketsBecomeARaceWithASeatForEach() {
        Api.Ticket one = node.create("pair", 1);
        assertThat(one.state()).isEqualTo("searching");
        assertThat(one.explanation().orElseThrow().text()).isNotBlank();
        Api.Ticket other = node.create("pair", 2);

        Api.Ticket matched = matched(one.ticketId(), 1);
        Api.Lobby lobby = lobby(matched);
        assertThat(lobby.state()).isEqualTo("racing");
        assertThat(lobby.visibility()).isEqualTo("private");
        assertThat(members(lobby)).containsExactlyInAnyOrder(player(1), player(2));
        assertThat(matched(other.ticketId(), 2).match()).isEqualTo(matched.match());
        assertThat(types(one.ticketId(), 1)).containsExactly("created", "searching", "matched");
        assertThat(matched.explanation()).isEmpty();
        assertThat(node.create("alone", 1).state()).as("free again").isEqualTo("searching");
    }

    @Test
    void playersGetReadyWhereTheModeSaysSo() {
        Api.Ticket one = node.create("ready", 11);
        node.create("ready", 12);
        assertThat(lobby(matched(one.ticketId(), 11)).state()).isEqualTo("open");
    }

    @Test
    void aPlayerHasOneTicketAtATime() {
        Api.Ticket first = node.create("alone", 21);
        RejectedException refused = node.refusal(BusContract.CREATE_TICKET, wish("other", 21));
        assertThat(codeOf(refused)).isEqualTo(ProblemCode.ALREADY_IN_TICKET);
        assertThat(refused.rejection().detail()).contains(first.ticketId());
        node.ask(BusContract.CANCEL_TICKET, new CancelTicket(first.ticketId(), player(21)));
        assertThat(node.create("other", 21).state()).isEqualTo("searching");
    }

    @Test
    void aPartyIsMatchedTogetherWhenAllHaveConfirmed() {
        Api.Ticket party = node.create("four", 31, 32);
        assertThat(party.state()).isEqualTo("pending");
        assertThat(party.explanation().orElseThrow().text()).contains("1 of 2");
        Api.MyTicket asked =
                node.ask(BusContract.GET_MY_TICKET, new GetMyTicket(player(32))).mine();
        assertThat(asked.ticket()).isEmpty();
        assertThat(asked.invitations()).extracting(Api.Ticket::ticketId).contains(party.ticketId());
        node.create("four", 33);
        node.create("four", 34);

        Api.Ticket confirmed =
                node.ask(
                                BusContract.CONFIRM_TICKET,
                                new ConfirmTicket(party.ticketId(), player(32), "Bo", List.of()))
                        .ticket();
        assertThat(confirmed.state()).isEqualTo("searching");
        assertThat(members(lobby(matched(party.ticketId(), 32))))
                .containsExactlyInAnyOrder(player(31), player(32), player(33), player(34));
    }

    @Test
    void anInvitationHoldsNobodyBackFromATicketOfHisOwn() {
        Api.Ticket party = node.create("alone", 41, 42);
        assertThat(node.create("alone-2", 42).state()).isEqualTo("searching");
        RejectedException refused =
                node.refusal(
                        BusContract.CONFIRM_TICKET,
                        new ConfirmTicket(party.ticketId(), player(42), "Bo", List.of()));
        assertThat(codeOf(refused)).isEqualTo(ProblemCode.ALREADY_IN_TICKET);
    }

    @Test
    void theOthersGoOnWhenAMemberLeavesAndNobodyWhenOneCancels() {
        Api.Ticket party = node.create("alone-3", 51, 52);
        node.ask(BusContract.LEAVE_TICKET, new LeaveTicket(party.ticketId(), player(52)));
        assertThat(node.look(party.ticketId(), 51).state()).isEqualTo("searching");
        assertThat(
                        codeOf(
                                node.refusal(
                                        BusContract.GET_TICKET,
                                        new GetTicket(party.ticketId(), player(52)))))
                .isEqualTo(ProblemCode.TICKET_NOT_FOUND);

        Api.Ticket other = node.create("alone-5", 53, 54);
        Api.Ticket declined =
                node.ask(BusContract.CANCEL_TICKET, new CancelTicket(other.ticketId(), player(54)))
                        .ticket();
        assertThat(declined.state()).as("he has not confirmed").isEqualTo("searching");
        assertThat(declined.members()).hasSize(1);
        Api.Ticket ended =
                node.ask(BusContract.CANCEL_TICKET, new CancelTicket(other.ticketId(), player(53)))
                        .ticket();
        assertThat(ended.state()).isEqualTo("cancelled");
        assertThat(ended.reason()).hasValue(TicketRules.BY_MEMBER);
    }

    private static List<String> invitations(int player) {
        return node
                .ask(BusContract.GET_MY_TICKET, new GetMyTicket(player(player)))
                .mine()
                .invitations()
                .stream()
                .map(Api.Ticket::ticketId)
                .toList();
    }

    @Test
    void aBlockedInviterSeesNoAnswerAndTheInvitedSeesNoInvitation() {
        node.blocked.put(player(1_002), List.of(player(1_001)));
        node.blocked.put(player(1_001), List.of(player(1_003)));
        for (int invited : List.of(1_002, 1_003)) {
            Api.Ticket ticket = node.create("invited", 1_001, invited);
            assertThat(ticket.state()).isEqualTo("pending");
            assertThat(invitations(invited)).isEmpty();
            ConfirmTicket confirm =
                    new ConfirmTicket(ticket.ticketId(), player(invited), "Bo", List.of());
            assertThat(codeOf(node.refusal(BusContract.CONFIRM_TICKET, confirm)))
                    .isEqualTo(ProblemCode.TICKET_NOT_FOUND);
            CancelTicket decline = new CancelTicket(ticket.ticketId(), player(invited));
            assertThat(codeOf(node.refusal(BusContract.CANCEL_TICKET, decline)))
                    .isEqualTo(ProblemCode.TICKET_NOT_FOUND);
            node.ask(BusContract.CANCEL_TICKET, new CancelTicket(ticket.ticketId(), player(1_001)));
        }
    }

    /** Nobody can keep friends out by inviting first, nor learn by a refusal who blocks whom. */
    @Test
    void theNewestInvitationsAreListedAndTheOthersHoldToo() {
        List<String> all = new ArrayList<>();
        for (int inviter = 1_100; inviter <= 1_100 + TicketTerms.MOST_INVITATIONS; inviter++) {
            all.add(0, node.create("invited-2", inviter, 1_150).ticketId());
        }
        assertThat(invitations(1_150)).hasSize(TicketTerms.MOST_INVITATIONS);
        assertThat(all).containsAll(invitations(1_150));
        String unlisted =
                all.stream().filter(id -> !invitations(1_150).contains(id)).findAny().orElseThrow();
        ConfirmTicket confirm = new ConfirmTicket(unlisted, player(1_150), "Bo", List.of());
        assertThat(node.ask(BusContract.CONFIRM_TICKET, confirm).ticket().state())
                .isEqualTo("searching");
    }

    @Test
    void anInviterWhoGoesTakesHisInvitationsWithHim() {
        Api.Ticket first = node.create("invited-3", 1_201, 1_202);
        node.ask(BusContract.LEAVE_TICKET, new LeaveTicket(first.ticketId(), player(1_201)));
        Api.Ticket second = node.create("invited-3", 1_201, 1_202);
        assertThat(invitations(1_202)).containsExactly(second.ticketId());
    }

    @Test
    void aTicketIsNobodysBusinessButItsMembers() {
        Api.Ticket ticket = node.create("alone-4", 61);
        GetTicket byStranger = new GetTicket(ticket.ticketId(), player(62));
        assertThat(codeOf(node.refusal(BusContract.GET_TICKET, byStranger)))
                .isEqualTo(ProblemCode.TICKET_NOT_FOUND);
        CancelTicket cancel = new CancelTicket(ticket.ticketId(), player(62));
        assertThat(codeOf(node.refusal(BusContract.CANCEL_TICKET, cancel)))
                .isEqualTo(ProblemCode.TICKET_NOT_FOUND);
    }

    @Test
    void whoComesLaterGetsTheFreeSeatOfARace() {
        Api.Ticket first = node.create("seats", 71);
        node.create("seats", 72);
        Api.Lobby lobby = lobby(matched(first.ticketId(), 71));
        node.ask(BusContract.LEAVE_LOBBY, new LeaveLobby(lobby.lobbyId(), player(72)));

        Api.Ticket late = matched(node.create("seats", 73).ticketId(), 73);
        assertThat(late.lobbyId()).hasValue(lobby.lobbyId());
        assertThat(late.match().orElseThrow().backfill()).isTrue();
        assertThat(members(lobby(late))).containsExactlyInAnyOrder(player(71), player(73));
    }

    @Test
    void quickJoinSeatsInTheNearestLobbyWithRoom() {
        Api.Lobby near = open("Near", "local");
        open("Far", "asia");
        QuickJoin join =
                new QuickJoin(
                        player(83),
                        "Cy",
                        new Api.QuickJoinRequest(
                                Optional.of("quick"),
                                List.of(
                                        new Api.RegionRtt("local", 20),
                                        new Api.RegionRtt("asia", 140)),
                                Optional.empty()));
        Api.Lobby joined = node.ask(BusContract.QUICK_JOIN, join).lobby();
        assertThat(joined.lobbyId()).isEqualTo(near.lobbyId());
        assertThat(members(joined)).contains(player(83));
        QuickJoin elsewhere =
                new QuickJoin(
                        player(83),
                        "Cy",
                        new Api.QuickJoinRequest(
                                Optional.of("nowhere"), List.of(), Optional.empty()));
        assertThat(codeOf(node.refusal(BusContract.QUICK_JOIN, elsewhere)))
                .isEqualTo(ProblemCode.NO_FITTING_LOBBY);
    }

    private static Api.Lobby open(String name, String region) {
        return node.ask(
                        BusContract.CREATE_LOBBY,
                        new CreateLobby(
                                player(name.hashCode()),
                                name,
                                new Api.CreateLobby(
                                        name,
                                        "quick",
                                        Optional.empty(),
                                        4,
                                        "public",
                                        Optional.empty(),
                                        Optional.of(region),
                                        "framed")))
                .lobby();
    }

    @Test
    void operatorsSeeWhoWaitsAndWhatWasMade() {
        node.create("pool", 91);
        Api.Ticket made = node.create("pool", 92);
        matched(made.ticketId(), 92);
        node.create("pool", 93);
        await().untilAsserted(
                        () -> {
                            Api.Pool pool = pool("pool");
                            assertThat(pool.tickets()).isEqualTo(1);
                            assertThat(pool.owner()).isEqualTo("node-1");
                            assertThat(pool.playersByRegion()).containsEntry("local", 1);
                            assertThat(pool.recent().matches()).isEqualTo(1);
                            assertThat(pool.recent().waitSecondsP50()).isPresent();
                        });
    }

    private static Api.Pool pool(String mode) {
        return node.ask(BusContract.GET_POOLS, new GetPools()).pools().stream()
                .filter(pool -> pool.gameMode().equals(mode))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyNodeIsToldOfEveryEvent() {
        Api.Ticket ticket = node.create("news", 95);
        node.create("news", 96);
        await().until(
                        () ->
                                node.news.stream()
                                        .filter(news -> news.ticketId().equals(ticket.ticketId()))
                                        .anyMatch(
                                                news ->
                                                        news.events().stream()
                                                                .anyMatch(
                                                                        TicketEvent::endsTicket)));
    }
}
