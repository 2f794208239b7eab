package dev.rallypoint.matchmaking.tickets;

import static dev.rallypoint.matchmaking.tickets.TicketNode.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.TicketMessage.ConfirmTicket;
import dev.rallypoint.contract.TicketMessage.ForgetTickets;
import dev.rallypoint.contract.TicketMessage.GetMyTicket;
import dev.rallypoint.contract.TicketsConfig;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Players who are erased or banned, and tickets whose time is over: after seconds, here. */
class DeparturesIT {
    private static final int LIFE_SECONDS = 4;
    private static final int CONFIRM_SECONDS = 2;

    private static TicketNode node;
    private static HazelcastTicketStore store;

    @BeforeAll
    static void start() {
        node =
                new TicketNode()
                        .start(
                                new TicketsConfig(
                                        LIFE_SECONDS, CONFIRM_SECONDS, 1, 1_000, List.of()));
        store = new HazelcastTicketStore(node.hazelcast, searching -> {});
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static List<String> forget(int player) {
        return node.ask(BusContract.FORGET_TICKETS, new ForgetTickets(player(player))).lobbyIds();
    }

    private static Api.MyTicket mine(int player) {
        return node.ask(BusContract.GET_MY_TICKET, new GetMyTicket(player(player))).mine();
    }

    private static Api.Ticket inState(String state, Api.Ticket ticket, int player) {
        return await().until(
                        () -> node.look(ticket.ticketId(), player),
                        seen -> seen.state().equals(state));
    }

    private static void confirm(Api.Ticket ticket, int player) {
        node.ask(
                BusContract.CONFIRM_TICKET,
                new ConfirmTicket(
                        ticket.ticketId(), player(player), "Player " + player, List.of()));
    }

    @Test
    void whoIsErasedLeavesHisTicketAndEveryInvitationAndTheOthersGoOn() {
        Api.Ticket own = node.create("four", 1, 2, 5);
        confirm(own, 2);
        Api.Ticket invitation = node.create("none-2", 3, 1);
        Api.Ticket another = node.create("none-3", 4, 1);
        node.blocked.put(player(1), List.of(player(6)));
        Api.Ticket unheard = node.create("none-5", 6, 1);
        assertThat(mine(1).invitations())
                .extracting(Api.Ticket::ticketId)
                .doesNotContain(unheard.ticketId());
        assertThat(forget(1)).isEmpty();

        assertThat(node.look(own.ticketId(), 2).members())
                .extracting(Api.TicketSeat::playerId)
                .containsExactly(player(2), player(5));
        for (Api.Ticket ticket :
                List.of(
                        node.look(invitation.ticketId(), 3),
                        node.look(another.ticketId(), 4),
                        node.look(unheard.ticketId(), 6))) {
            assertThat(ticket.state()).isEqualTo("searching");
            assertThat(ticket.members()).hasSize(1);
        }
        assertThat(mine(1).ticket()).isEmpty();
        assertThat(mine(1).invitations()).isEmpty();
        assertThat(store.ticketOf(player(1))).as("his claim").isEmpty();
        assertThat(forget(1)).as("asked again").isEmpty();
    }

    @Test
    void whoWasMatchedIsToldWhereHeSitsAndNobodysNameStays() {
        Api.Ticket one = node.create("pair", 11);
        Api.Ticket other = node.create("pair", 12);
        String lobbyId = inState("matched", one, 11).lobbyId().orElseThrow();
        inState("matched", other, 12);
        assertThat(forget(11)).containsExactly(lobbyId);
        assertThat(store.find(one.ticketId()).orElseThrow().seats())
                .allMatch(seat -> seat.displayName().isEmpty());
        assertThat(store.allMatches())
                .filteredOn(match -> match.lobbyId().equals(lobbyId))
                .hasSize(1)
                .allSatisfy(
                        match ->
                                assertThat(match.players())
                                        .allMatch(seat -> seat.displayName().isEmpty()));
    }

    @Test
    void aMatchThatADeadOwnerWasMakingIsSettledFirst() {
        Api.Ticket ticket = node.create("none-4", 21);
        long version = store.find(ticket.ticketId()).orElseThrow().version();
        store.change(
                ticket.ticketId(), entry -> TicketRules.claim(entry, "of-a-dead-owner", version));
        assertThat(forget(21)).isEmpty();
        TicketEntry ended = store.find(ticket.ticketId()).orElseThrow();
        assertThat(ended.state()).isEqualTo(TicketEntry.State.CANCELLED);
        assertThat(ended.seats()).isEmpty();
    }

    @Test
    void aTicketThatWasJustBeingMadeForHimIsNotMade() {
        TicketEntry slow = Tickets.entry("slow-ticket", player(31));
        assertThat(store.claimPlayer(player(31), slow.ticketId())).isEmpty();
        forget(31);
        assertThat(store.add(slow)).isFalse();
        assertThat(store.ticketOf(player(31))).isEmpty();
    }

    @Test
    void whoIsBannedLosesHisTicketAndHisPartyGoesOn() {
        Api.Ticket alone = node.create("none-5", 41);
        Api.Ticket party = node.create("four", 43, 42, 45);
        confirm(party, 42);
        Api.Ticket invitation = node.create("none-7", 44, 42);
        node.publish(BusContract.BANS_CHANGED, new BansChanged(List.of(ban(41), ban(42))));

        await().untilAsserted(
                        () -> {
                            TicketEntry entry = store.find(alone.ticketId()).orElseThrow();
                            assertThat(entry.state()).isEqualTo(TicketEntry.State.CANCELLED);
                            assertThat(entry.reason()).hasValue(TicketRules.BANNED);
                            assertThat(node.look(party.ticketId(), 43).members()).hasSize(2);
                            assertThat(node.look(invitation.ticketId(), 44).members()).hasSize(1);
                        });
        assertThat(mine(42).ticket()).isEmpty();
    }

    @Test
    void whoWasBannedBeforeThisNodeHeardOfHisTicketLosesItToo() {
        node.publish(BusContract.BANS_CHANGED, new BansChanged(List.of(ban(61))));
        TicketEntry onAnotherNode = Tickets.entry("of-61", player(61));
        assertThat(store.add(onAnotherNode)).isTrue();
        await().until(() -> store.find("of-61").orElseThrow().reason().isPresent());
        assertThat(store.find("of-61").orElseThrow().reason()).hasValue(TicketRules.BANNED);
    }

    private static Ban ban(int player) {
        return new Ban(player, Ban.PLAYER, player(player), "speed hack", 0, "anticheat", 1);
    }

    @Test
    void aTicketExpiresAndItsPlayerMayTakeAnother() {
        Api.Ticket nobody = node.create("none-8", 51);
        Api.Ticket unconfirmed = node.create("none-9", 52, 53);
        assertThat(inState("expired", unconfirmed, 52).reason()).hasValue(TicketRules.UNCONFIRMED);
        assertThat(inState("expired", nobody, 51).reason()).hasValue(TicketRules.NOBODY_FOUND);
        await().until(() -> store.ticketOf(player(51)).isEmpty());
        assertThat(node.create("none-8", 51).state()).isEqualTo("searching");
        assertThat(mine(53).invitations()).isEmpty();
    }
}
