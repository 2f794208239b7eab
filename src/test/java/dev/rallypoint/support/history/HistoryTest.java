package dev.rallypoint.support.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.history.Document.Seat;
import dev.rallypoint.support.history.Operation.Kind;
import dev.rallypoint.support.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories that are right, and each kind of wrong one. Times are small numbers. */
class HistoryTest {
    private static final String LOBBY = "L";

    private final List<Operation> calls = new ArrayList<>();
    private final List<Document> glances = new ArrayList<>();
    private int capacity = 2;

    private Document document(long version, long seen, String... players) {
        List<Seat> seats = new ArrayList<>();
        for (String player : players) {
            seats.add(new Seat(player, seats.size(), false));
        }
        return new Document(LOBBY, capacity, version, seats, seen);
    }

    private void call(Kind kind, String player, long began, long ended, Outcome outcome) {
        calls.add(new Operation(kind, LOBBY, player, began, ended, outcome, "", Optional.empty()));
    }

    private void created(String player) {
        joined(Kind.CREATE, player, 0, 1, document(1, 1, player));
    }

    private void joined(String player, long began, long ended, Document shown) {
        joined(Kind.JOIN, player, began, ended, shown);
    }

    private void joined(Kind kind, String player, long began, long ended, Document shown) {
        calls.add(
                new Operation(
                        kind, LOBBY, player, began, ended, Outcome.DONE, "", Optional.of(shown)));
    }

    private void left(String player, long began, long ended) {
        call(Kind.LEAVE, player, began, ended, Outcome.DONE);
    }

    private void refused(Kind kind, String player, long began, long ended, String code) {
        calls.add(
                new Operation(
                        kind,
                        LOBBY,
                        player,
                        began,
                        ended,
                        Outcome.REFUSED,
                        code,
                        Optional.empty()));
    }

    private List<String> violations(Document end) {
        return new History(calls, glances, List.of(end)).violations();
    }

    private void assertRight(Document end) {
        assertThat(violations(end)).isEmpty();
    }

    private void assertWrong(Document end, String what) {
        assertThat(violations(end)).anySatisfy(said -> assertThat(said).contains(what));
    }

    @Test
    void aPlainHistoryIsRight() {
        created("a");
        joined("b", 2, 4, document(2, 4, "a", "b"));
        refused(Kind.JOIN, "c", 5, 6, "lobby_full");
        left("a", 7, 8);
        refused(Kind.LEAVE, "a", 9, 10, "not_member");
        Document cInFront =
                new Document(
                        LOBBY, 2, 4, List.of(new Seat("b", 1, false), new Seat("c", 0, false)), 12);
        joined("c", 11, 12, cInFront);
        assertRight(cInFront);
    }

    @Test
    void aNinthMemberIsWrong() {
        created("a");
        joined("b", 2, 3, document(2, 3, "a", "b"));
        joined("c", 4, 5, document(3, 5, "a", "b", "c"));
        assertWrong(document(3, 9, "a", "b", "c"), "3 members at capacity 2");
    }

    @Test
    void twoInOneSlotAreWrongEvenInAGlance() {
        created("a");
        call(Kind.JOIN, "b", 2, 3, Outcome.UNKNOWN);
        glances.add(
                new Document(
                        LOBBY, 2, 2, List.of(new Seat("a", 0, false), new Seat("b", 0, false)), 4));
        assertWrong(document(2, 9, "a", "b"), "two in slot 0");
    }

    @Test
    void aMemberWhoNeverAskedIsWrong() {
        created("a");
        assertWrong(document(2, 9, "a", "ghost"), "ghost never asked");
    }

    @Test
    void aMemberWhoWasRefusedIsWrong() {
        created("a");
        refused(Kind.JOIN, "b", 2, 3, "conflict");
        assertWrong(document(2, 9, "a", "b"), "b never asked");
    }

    @Test
    void aSeatShownBeforeItWasAskedForIsWrong() {
        created("a");
        glances.add(document(2, 5, "a", "b"));
        joined("b", 6, 7, document(2, 7, "a", "b"));
        assertWrong(document(2, 9, "a", "b"), "b never asked");
    }

    @Test
    void anAcknowledgedSeatThatIsGoneIsWrong() {
        created("a");
        joined("b", 2, 3, document(2, 3, "a", "b"));
        assertWrong(document(3, 9, "a"), "b was given a seat and is no member");
    }

    @Test
    void aSeatLeftDuringTheJoinMayBeThereOrNot() {
        created("a");
        joined("b", 2, 6, document(2, 6, "a", "b"));
        left("b", 4, 5);
        assertRight(document(3, 9, "a"));
        assertRight(document(2, 9, "a", "b"));
    }

    @Test
    void aJoinOfUnknownOutcomeMayHappenLater() {
        created("a");
        call(Kind.JOIN, "b", 2, 3, Outcome.UNKNOWN);
        left("b", 4, 5);
        assertRight(document(4, 9, "a", "b"));
        assertRight(document(3, 9, "a"));
    }

    @Test
    void aMemberWhoLeftForGoodIsWrong() {
        created("a");
        joined("b", 2, 3, document(2, 3, "a", "b"));
        left("b", 4, 5);
        assertWrong(document(4, 9, "a", "b"), "b is a member at the end, but left");
    }

    @Test
    void anAnswerWithoutTheCallerIsWrong() {
        created("a");
        joined("b", 2, 3, document(2, 3, "a"));
        assertWrong(document(3, 9, "a", "b"), "the answer does not show it");
    }

    @Test
    void oneVersionOfTwoLobbiesIsWrong() {
        capacity = 3;
        created("a");
        joined("b", 2, 5, document(2, 5, "a", "b"));
        joined("c", 2, 5, document(2, 5, "a", "c"));
        assertWrong(document(3, 9, "a", "b", "c"), "two lobbies of one version");
    }

    @Test
    void aVersionThatFallsIsWrong() {
        capacity = 3;
        created("a");
        joined("b", 2, 3, document(5, 3, "a", "b"));
        joined("c", 4, 5, document(4, 5, "a", "b", "c"));
        assertWrong(document(6, 9, "a", "b", "c"), "version 4");
    }

    @Test
    void aMemberWhoVanishesAndComesBackByHimselfIsWrong() {
        capacity = 3;
        created("a");
        joined("b", 2, 3, document(2, 3, "a", "b"));
        joined("c", 4, 5, document(3, 5, "a", "c"));
        assertWrong(document(4, 9, "a", "b", "c"), "b came 2 times");
    }

    @Test
    void aSlotThatChangesIsWrong() {
        capacity = 3;
        created("a");
        joined("b", 2, 3, document(2, 3, "a", "b"));
        assertWrong(document(3, 9, "b", "a"), "a came 2 times");
    }

    @Test
    void fullMustHaveBeenTrue() {
        capacity = 3;
        created("a");
        refused(Kind.JOIN, "c", 2, 3, "lobby_full");
        joined("b", 4, 5, document(2, 5, "a", "b"));
        assertWrong(document(2, 9, "a", "b"), "never full");
    }

    @Test
    void fullMayBeTrueOfAVersionThatNobodySaw() {
        created("a");
        call(Kind.JOIN, "b", 2, 3, Outcome.UNKNOWN);
        refused(Kind.JOIN, "c", 2, 6, "lobby_full");
        left("b", 7, 8);
        assertRight(document(3, 9, "a"));
    }

    @Test
    void fullIsFalseAfterItWasLeft() {
        created("a");
        joined("b", 2, 3, document(2, 3, "a", "b"));
        left("b", 4, 5);
        joined("a", 6, 7, document(3, 7, "a"));
        refused(Kind.JOIN, "c", 8, 10, "lobby_full");
        assertWrong(document(3, 12, "a"), "never full");
    }

    @Test
    void notAMemberMustHaveBeenTrue() {
        created("a");
        joined("b", 2, 3, document(2, 3, "a", "b"));
        refused(Kind.LEAVE, "b", 4, 5, "not_member");
        assertWrong(document(2, 9, "a", "b"), "a member all the time");
    }

    @Test
    void otherRefusalsAreWrong() {
        created("a");
        refused(Kind.JOIN, "b", 4, 5, "lobby_not_found");
        assertWrong(document(1, 9, "a"), "no reason");
    }

    @Test
    void aLostReadyFlagIsWrong() {
        created("a");
        call(Kind.READY, "a", 2, 3, Outcome.DONE);
        assertWrong(document(2, 9, "a"), "a is not ready");
        call(Kind.UNREADY, "a", 2, 4, Outcome.UNKNOWN);
        assertRight(document(2, 9, "a"));
    }

    @Test
    void aReadyFlagThatNobodySetIsWrong() {
        created("a");
        Document ready = new Document(LOBBY, capacity, 2, List.of(new Seat("a", 0, true)), 9);
        assertWrong(ready, "a is ready");
        call(Kind.READY, "a", 2, 3, Outcome.UNKNOWN);
        assertRight(ready);
    }

    @Test
    void aSecondJoinLeavesTheReadyFlag() {
        created("a");
        call(Kind.READY, "a", 2, 3, Outcome.DONE);
        call(Kind.JOIN, "a", 4, 5, Outcome.DONE);
        assertRight(new Document(LOBBY, capacity, 2, List.of(new Seat("a", 0, true)), 9));
    }
}
