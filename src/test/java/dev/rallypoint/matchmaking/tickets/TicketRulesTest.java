package dev.rallypoint.matchmaking.tickets;

import static dev.rallypoint.matchmaking.tickets.Tickets.RULES;
import static dev.rallypoint.matchmaking.tickets.Tickets.entry;
import static dev.rallypoint.matchmaking.tickets.Tickets.seat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketRulesTest {
    private static final Api.TicketMatch MATCH =
            new Api.TicketMatch("m1", "l1", "local", List.of(List.of("p1")), false);

    private static TicketEntry after(TicketChange change) {
        assertThat(change.refusal()).isEmpty();
        return change.entry().orElseThrow();
    }

    private static Optional<ProblemCode> refusalOf(TicketChange change) {
        return change.refusal().map(refusal -> refusal.code());
    }

    private static List<String> types(TicketEntry entry) {
        return entry.events().stream().map(TicketEvent::type).toList();
    }

    @Test
    void whoIsAloneSearchesAtOnce() {
        TicketEntry alone = entry("t1", "p1");
        assertThat(alone.state()).isEqualTo(State.SEARCHING);
        assertThat(alone.searchingSinceMs()).isEqualTo(1_000);
        assertThat(types(alone)).containsExactly("created", "searching");
        assertThat(alone.events().get(1).id()).isEqualTo(2);
    }

    @Test
    void aPartySearchesWhenTheLastMemberConfirmed() {
        TicketEntry pending = entry("t1", "p1", "p2", "p3");
        assertThat(pending.state()).isEqualTo(State.PENDING);
        TicketEntry two = after(RULES.confirm(pending, seat("p2"), 2_000));
        assertThat(two.state()).isEqualTo(State.PENDING);
        TicketEntry three = after(RULES.confirm(two, seat("p3"), 3_000));
        assertThat(three.state()).isEqualTo(State.SEARCHING);
        assertThat(three.searchingSinceMs()).isEqualTo(3_000);
        assertThat(three.endsAtMs()).isEqualTo(603_000);
        assertThat(three.holds()).containsExactly("p1", "p2", "p3");
    }

    @Test
    void confirmingAgainMeasuresAnew() {
        TicketEntry party = after(RULES.confirm(entry("t1", "p1", "p2"), seat("p2"), 2_000));
        TicketSeat old = seat("p2");
        TicketSeat nearer =
                new TicketSeat(
                        "p2", old.displayName(), true, old.skill(), Map.of("local", 9), List.of());
        TicketEntry after = after(RULES.confirm(party, nearer, 3_000));
        assertThat(after.seat("p2").orElseThrow().rttMs()).containsEntry("local", 9);
        assertThat(after.events()).isEqualTo(party.events());
        assertThat(after.searchingSinceMs()).isEqualTo(party.searchingSinceMs());
    }

    @Test
    void confirmingTwiceChangesNothing() {
        TicketEntry two = after(RULES.confirm(entry("t1", "p1", "p2"), seat("p2"), 2_000));
        assertThat(RULES.confirm(two, seat("p2"), 3_000).isNew()).isFalse();
    }

    @Test
    void theOthersGoOnWithoutWhoDeclines() {
        TicketEntry left =
                after(RULES.leave(entry("t1", "p1", "p2"), "p2", TicketRules.DECLINED, 2_000));
        assertThat(left.state()).isEqualTo(State.SEARCHING);
        assertThat(left.seats()).hasSize(1);
        assertThat(types(left)).containsExactly("created", "member-left", "searching");
    }

    @Test
    void theTicketEndsWithItsLastMember() {
        TicketEntry gone = after(RULES.leave(entry("t1", "p1"), "p1", TicketRules.LEFT, 2_000));
        assertThat(gone.state()).isEqualTo(State.CANCELLED);
        assertThat(gone.holds()).isEmpty();
    }

    @Test
    void whoHasNotConfirmedCanOnlyDecline() {
        TicketEntry declined = after(RULES.cancel(entry("t1", "p1", "p2", "p3"), "p2", "x", 2_000));
        assertThat(declined.state()).isEqualTo(State.PENDING);
        assertThat(declined.seats()).extracting(TicketSeat::playerId).containsExactly("p1", "p3");
        assertThat(declined.events().get(1).reason()).hasValue(TicketRules.DECLINED);
        assertThat(refusalOf(RULES.cancel(declined, "p2", "x", 3_000)))
                .hasValue(ProblemCode.TICKET_NOT_FOUND);
    }

    @Test
    void aTicketEndsWithTheLastOneWhoConfirmedSoNobodyInvitesFromOutside() {
        TicketEntry gone =
                after(RULES.leave(entry("t1", "p1", "p2"), "p1", TicketRules.LEFT, 2_000));
        assertThat(gone.state()).isEqualTo(State.CANCELLED);
        TicketEntry two = after(RULES.confirm(entry("t1", "p1", "p2"), seat("p2"), 2_000));
        assertThat(after(RULES.leave(two, "p1", TicketRules.LEFT, 3_000)).state())
                .isEqualTo(State.SEARCHING);
    }

    @Test
    void whoIsKeptApartFromTheInviterHearsNothingOfIt() {
        TicketSeat inviter = seat("p1");
        TicketSeat hating =
                new TicketSeat(
                        "p1",
                        inviter.displayName(),
                        true,
                        inviter.skill(),
                        inviter.rttMs(),
                        List.of("p2"));
        assertThat(invitation(inviter, TicketSeat.invited("p2", List.of("p1"))).isFor("p2"))
                .isFalse();
        assertThat(invitation(hating, TicketSeat.invited("p2", List.of())).isFor("p2")).isFalse();
        TicketEntry fine = invitation(inviter, TicketSeat.invited("p2", List.of()));
        assertThat(fine.isFor("p2")).isTrue();
        assertThat(fine.isFor("p3")).isFalse();
        assertThat(fine.isFor("p1")).isTrue();
    }

    private static TicketEntry invitation(TicketSeat inviter, TicketSeat invited) {
        return RULES.create(
                new TicketRules.Wish("t1", Tickets.POOL, inviter, List.of(invited), Map.of()),
                Optional.empty(),
                1_000);
    }

    @Test
    void aCancelledTicketCanBeCancelledAgainAndNothingElse() {
        TicketEntry gone = after(RULES.cancel(entry("t1", "p1", "p2"), "p1", "x", 2_000));
        assertThat(RULES.cancel(gone, "p1", "x", 3_000).isNew()).isFalse();
        assertThat(refusalOf(RULES.confirm(gone, seat("p2"), 3_000)))
                .hasValue(ProblemCode.TICKET_ENDED);
        assertThat(TicketRules.claim(gone, "m1", gone.version()).refusal()).isPresent();
    }

    @Test
    void aClaimHoldsTheTicketForOneMatchAlone() {
        TicketEntry searching = entry("t1", "p1");
        TicketEntry claimed = after(TicketRules.claim(searching, "m1", searching.version()));
        assertThat(claimed.state().word()).isEqualTo("searching");
        assertThat(TicketRules.claim(claimed, "m1", searching.version()).isNew()).isFalse();
        assertThat(refusalOf(TicketRules.claim(claimed, "m2", claimed.version())))
                .hasValue(ProblemCode.CONFLICT);
        assertThat(TicketRules.release(claimed, "m2").isNew()).isFalse();
        assertThat(refusalOf(RULES.cancel(claimed, "p1", "x", 2_000)))
                .hasValue(ProblemCode.CONFLICT);
        assertThat(TicketRules.isDue(claimed, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aTicketThatChangedSinceItWasSeenIsNotClaimed() {
        TicketEntry searching = entry("t1", "p1");
        assertThat(refusalOf(TicketRules.claim(searching, "m1", searching.version() - 1)))
                .hasValue(ProblemCode.CONFLICT);
    }

    @Test
    void aReleasedTicketHasWaitedAllTheTimeAndIsAnotherOneForTheNextMatch() {
        TicketEntry searching = entry("t1", "p1");
        TicketEntry claimed = after(TicketRules.claim(searching, "m1", searching.version()));
        TicketEntry again = after(TicketRules.release(claimed, "m1"));
        assertThat(again.state()).isEqualTo(State.SEARCHING);
        assertThat(again.searchingSinceMs()).isEqualTo(1_000);
        assertThat(again.version()).isGreaterThan(searching.version());
        assertThat(again.events()).isEqualTo(searching.events());
    }

    @Test
    void onlyTheMatchThatHoldsItIsItsMatch() {
        TicketEntry searching = entry("t1", "p1");
        assertThat(TicketRules.match(searching, MATCH, 2_000).isNew()).isFalse();
        TicketEntry claimed = after(TicketRules.claim(searching, "m1", searching.version()));
        TicketEntry matched = after(TicketRules.match(claimed, MATCH, 2_000));
        assertThat(matched.toApi(Optional.empty()).lobbyId()).hasValue("l1");
        assertThat(types(matched)).endsWith("matched");
        assertThat(TicketRules.match(matched, MATCH, 3_000).isNew()).isFalse();
        assertThat(refusalOf(RULES.cancel(matched, "p1", "x", 3_000)))
                .hasValue(ProblemCode.TICKET_MATCHED);
    }

    @Test
    void whatNobodyWasFoundForExpires() {
        TicketEntry searching = entry("t1", "p1");
        assertThat(TicketRules.expire(searching, 600_999).isNew()).isFalse();
        TicketEntry expired = after(TicketRules.expire(searching, 601_000));
        assertThat(expired.state()).isEqualTo(State.EXPIRED);
        assertThat(expired.reason()).hasValue(TicketRules.NOBODY_FOUND);
        TicketEntry unconfirmed = after(TicketRules.expire(entry("t1", "p1", "p2"), 61_000));
        assertThat(unconfirmed.reason()).hasValue(TicketRules.UNCONFIRMED);
    }

    @Test
    void aDocumentBecomesTheSameTicket() {
        TicketEntry party = after(RULES.confirm(entry("t1", "p1", "p2"), seat("p2"), 2_000));
        assertThat(EntryCodec.decode(EntryCodec.encode(party), TicketEntry.class)).isEqualTo(party);
        assertThat(EntryCodec.decodeIfReadable("{\"ticketId\":1", TicketEntry.class)).isEmpty();
    }

    @Test
    void aChangeKnowsWhatWasMadeOfIt() {
        TicketEntry searching = entry("t1", "p1", "p2");
        TicketEntry two = after(RULES.confirm(searching, seat("p2"), 2_000));
        TicketEntry gone = after(RULES.cancel(two, "p1", "x", 3_000));
        TicketEntry other = after(RULES.cancel(searching, "p1", "x", 3_000));
        String ours = EntryCodec.encode(two);
        assertThat(TicketLineage.hasBecome(ours, EntryCodec.encode(gone))).hasValue(true);
        assertThat(TicketLineage.hasBecome(ours, EntryCodec.encode(other))).hasValue(false);
        TicketEntry claimed = after(TicketRules.claim(two, "m1", two.version()));
        assertThat(TicketLineage.hasBecome(EntryCodec.encode(claimed), EntryCodec.encode(gone)))
                .as("a claim is made again")
                .hasValue(false);
    }
}
