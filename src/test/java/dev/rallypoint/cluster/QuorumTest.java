package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.Quorum.Standing;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuorumTest {
    private static final Quorum.Terms TERMS = new Quorum.Terms(2_500, 60_000);
    private static final Voters THREE = new Voters(7, List.of("a", "b", "c"));

    private static Quorum knowing(Voters voters, String... members) {
        Quorum quorum = new Quorum("a", Ballot.of(voters), TERMS, -10_000);
        quorum.onMembers(Set.of("a"), true, 0);
        quorum.onMembers(Set.of(members), true, 0);
        return quorum;
    }

    /** The others answer a question of this moment, and go by what this node tells them. */
    private static void answer(Quorum quorum, long nowMs, String... others) {
        for (String other : others) {
            quorum.onBallot(other, quorum.ballot());
            quorum.onLease(other, nowMs);
        }
    }

    private static void tick(Quorum quorum, long fromMs, long toMs, String... others) {
        for (long nowMs = fromMs; nowMs <= toMs; nowMs += 500) {
            answer(quorum, nowMs, others);
            quorum.onTimer(nowMs);
        }
    }

    @Test
    void aNodeAloneFoundsItsClusterAndWrites() {
        Quorum quorum = new Quorum("a", Ballot.of(Voters.none()), TERMS, -10_000);
        assertThat(quorum.mayWrite(0)).isFalse();
        quorum.onMembers(Set.of("a"), true, 0);
        assertThat(quorum.mayWrite(0)).isTrue();
        assertThat(quorum.standing(0)).isEqualTo(Standing.UNPROTECTED);
        assertThat(quorum.voters().nodeIds()).containsExactly("a");
    }

    @Test
    void aNewcomerWaitsForWhatTheClusterKnows() {
        Quorum quorum = new Quorum("d", Ballot.of(Voters.none()), TERMS, -10_000);
        quorum.onMembers(Set.of("a", "d"), false, 0);
        assertThat(quorum.mayWrite(0)).isFalse();
        quorum.onBallot("a", Ballot.of(THREE));
        quorum.onLease("a", 0);
        assertThat(quorum.mayWrite(1)).as("with one of three voters").isFalse();
        quorum.onMembers(Set.of("a", "b", "d"), false, 0);
        quorum.onLease("b", 0);
        assertThat(quorum.mayWrite(1)).isTrue();
    }

    @Test
    void aNodeThatRestartsAloneRemembersThatItIsOneOfThree() {
        Quorum quorum = knowing(THREE, "a");
        assertThat(quorum.mayWrite(0)).isFalse();
        assertThat(quorum.standing(0)).isEqualTo(Standing.MINORITY);
    }

    @Test
    void theMajorityWritesAndTheMinorityDoesNot() {
        Quorum quorum = knowing(THREE, "a", "b", "c");
        answer(quorum, 0, "b", "c");
        assertThat(quorum.standing(1)).isEqualTo(Standing.MAJORITY);
        quorum.onMembers(Set.of("a", "b"), true, 1);
        assertThat(quorum.mayWrite(1)).isTrue();
        quorum.onMembers(Set.of("a"), true, 1);
        assertThat(quorum.mayWrite(1)).isFalse();
        assertThat(quorum.votersReached(1)).isEqualTo(1);
    }

    @Test
    void aNodeCountsOnNobodyByItsOldLeasesAfterAMerge() {
        Quorum quorum = knowing(THREE, "a", "b", "c");
        answer(quorum, 0, "b", "c");
        quorum.onMerged(1_000);
        assertThat(quorum.mayWrite(1_000)).isFalse();
        answer(quorum, 1_000, "b");
        quorum.onBallot("b", Ballot.of(THREE));
        assertThat(quorum.givesLeases(1_500)).as("it may have given some before").isFalse();
        assertThat(quorum.mayWrite(1_500)).isFalse();
        quorum.onLease("b", 3_000);
        assertThat(quorum.givesLeases(3_501)).isTrue();
        assertThat(quorum.mayWrite(3_501)).isTrue();
    }

    @Test
    void aNodeThatWasGivenUpStopsWhenItHearsOfIt() {
        Quorum quorum = knowing(THREE, "a", "b", "c");
        answer(quorum, 0, "b");
        assertThat(quorum.mayWrite(100)).isTrue();
        quorum.onRefusal("b");
        assertThat(quorum.mayWrite(100)).isFalse();
    }

    @Test
    void halfIsNoMajority() {
        Quorum quorum = knowing(new Voters(3, List.of("a", "b", "c", "d")), "a", "b");
        answer(quorum, 0, "b");
        assertThat(quorum.mayWrite(1)).isFalse();
    }

    @Test
    void aLeaseEndsByItselfCountedFromTheQuestion() {
        Quorum quorum = knowing(THREE, "a", "b", "c");
        answer(quorum, 1_000, "b", "c");
        assertThat(quorum.mayWrite(3_499)).isTrue();
        assertThat(quorum.mayWrite(3_500)).as("still listed, but silent").isFalse();
        quorum.onLease("b", 3_000);
        assertThat(quorum.mayWrite(3_600)).isTrue();
    }

    @Test
    void nodesThatAnswerBecomeVotersOnceAMajorityKnows() {
        Quorum quorum = knowing(THREE, "a", "b", "c", "d", "e");
        answer(quorum, 0, "b", "c", "d", "e");
        quorum.onTimer(0);
        assertThat(quorum.ballot().sets()).hasSize(2);
        assertThat(quorum.voters().nodeIds()).containsExactly("a", "b", "c", "d", "e");
        tick(quorum, 500, 4_000, "b", "c", "d", "e");
        assertThat(quorum.ballot().sets()).hasSize(1);
    }

    @Test
    void nodesAddedToASideThatIsCutOffMakeNoMajority() {
        Quorum quorum = knowing(THREE, "a", "b", "c", "d", "e");
        answer(quorum, 0, "b", "c", "d", "e");
        quorum.onTimer(0);
        // Nobody but the two newcomers has heard of it when the cable is cut.
        for (long nowMs = 500; nowMs < 120_000; nowMs += 500) {
            quorum.onMembers(Set.of("a", "d", "e"), true, nowMs);
            quorum.onLease("d", nowMs);
            quorum.onLease("e", nowMs);
            quorum.onBallot("d", quorum.ballot());
            quorum.onTimer(nowMs);
            assertThat(quorum.mayWrite(nowMs)).as("after %d ms", nowMs).isEqualTo(false);
        }
    }

    @Test
    void aNodeThatLeavesInOrderHasNoSayAnyMore() {
        Quorum quorum = knowing(THREE, "a", "b", "c");
        tick(quorum, 0, 1_000, "b", "c");
        quorum.onLeaving("c");
        tick(quorum, 1_500, 6_000, "b", "c");
        quorum.onMembers(Set.of("a", "b"), true, 6_000);
        assertThat(quorum.voters().nodeIds()).containsExactly("a", "b");
        quorum.onMembers(Set.of("a"), true, 6_000);
        assertThat(quorum.mayWrite(20_000)).as("two voters: each goes on alone").isTrue();
    }

    @Test
    void aNodeThatLeftAndCameBackIsAVoterAgain() {
        Quorum quorum = knowing(THREE, "a", "b", "c");
        quorum.onLeaving("c");
        tick(quorum, 0, 5_000, "b");
        quorum.onMembers(Set.of("a", "b"), true, 5_000);
        quorum.onMembers(Set.of("a", "b", "c"), true, 5_000);
        tick(quorum, 5_500, 10_000, "b", "c");
        assertThat(quorum.voters().nodeIds()).containsExactly("a", "b", "c");
    }

    @Test
    void theThirdOfThreeIsNeverForgotten() {
        Quorum quorum = knowing(THREE, "a", "b");
        tick(quorum, 0, 300_000, "b");
        assertThat(quorum.voters()).isEqualTo(THREE);
    }

    @Test
    void theFourthIsForgottenAfterAMinute() {
        Voters four = new Voters(2, List.of("a", "b", "c", "d"));
        Quorum quorum = knowing(four, "a", "b", "c");
        tick(quorum, 0, 59_500, "b", "c");
        assertThat(quorum.voters()).isEqualTo(four);
        tick(quorum, 60_000, 70_000, "b", "c");
        assertThat(quorum.voters().nodeIds()).containsExactly("a", "b", "c");
    }

    @Test
    void theTimeInTheMinorityDoesNotCount() {
        Quorum quorum = knowing(new Voters(2, List.of("a", "b", "c", "d")), "a", "b");
        tick(quorum, 0, 300_000, "b");
        quorum.onMembers(Set.of("a", "b", "c"), true, 300_000);
        tick(quorum, 300_500, 350_000, "b", "c");
        assertThat(quorum.voters().nodeIds()).hasSize(4);
    }

    @Test
    void whatOneHasGivenUpIsOverForAll() {
        Voters next = new Voters(8, List.of("a", "b", "c", "d"));
        Ballot between = Ballot.of(THREE).with(next);
        assertThat(between.learn(Ballot.of(next))).isEqualTo(Ballot.of(next));
        assertThat(Ballot.of(THREE).learn(between)).isEqualTo(between);
        assertThat(between.learn(Ballot.unknown())).isEqualTo(between);
    }

    @Test
    void aBallotSurvivesItsText() {
        Ballot ballot = Ballot.of(THREE).with(new Voters(8, List.of("a")));
        assertThat(Ballot.ofText(ballot.toText())).isEqualTo(ballot);
        assertThat(Ballot.ofText("").isUnknown()).isTrue();
        assertThat(Ballot.ofText(Ballot.of(Voters.none()).toText()).newest())
                .isEqualTo(Voters.none());
    }

    @Test
    void itsLeavingStopsNobodyWhileTheRestIsAMajority() {
        Quorum quorum = knowing(THREE, "a", "b", "c");
        answer(quorum, 0, "b", "c");
        assertThat(quorum.canDoWithoutUs(1)).isTrue();
        quorum.onMembers(Set.of("a", "b"), true, 1);
        assertThat(quorum.canDoWithoutUs(1)).isFalse();
    }

    @Test
    void aVoterWhoIsForgottenByTheMajorityIsGoneWhenTheMajorityKnows() {
        Quorum quorum = knowing(THREE, "a", "b");
        answer(quorum, 0, "b");
        quorum.forget("c", 1);
        assertThat(quorum.ballot().sets()).as("until the others know").hasSize(2);
        tick(quorum, 500, 4_000, "b");
        assertThat(quorum.ballot().sets()).hasSize(1);
        assertThat(quorum.voters().nodeIds()).containsExactly("a", "b");
    }

    @Test
    void aSideThatMayNotWriteForgetsAtOnceAndItsNodesFollow() {
        Voters five = new Voters(7, List.of("a", "b", "c", "d", "e"));
        Quorum quorum = knowing(five, "a", "b");
        answer(quorum, 0, "b");
        quorum.forget("c", 1);
        assertThat(quorum.mayWrite(1)).as("two of four").isFalse();
        quorum.forget("d", 1);
        assertThat(quorum.mayWrite(1)).as("two of three").isTrue();
        Quorum other = knowing(five, "a", "b");
        other.onBallot("b", quorum.ballot());
        assertThat(other.voters().nodeIds()).containsExactly("a", "b", "e");
    }
}
