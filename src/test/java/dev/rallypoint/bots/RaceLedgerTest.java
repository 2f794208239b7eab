package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RaceLedgerTest {
    private final RaceLedger ledger = new RaceLedger(List.of(3, 2), 100);

    @Test
    void expectsEachStateOnceByEachOtherMemberOfTheLobby() {
        ledger.onSent(0, 0);
        ledger.onSent(1, 0);

        assertThat(ledger.totals()).isEqualTo(new RaceLedger.Totals(2, 3, 0, 0, 0));
        assertThat(ledger.totals().lost()).isEqualTo(3);
    }

    @Test
    void countsADeliveryOnceAndItsCopiesAsDuplicates() {
        ledger.onSent(1, 0);

        ledger.onState(1, 0, 1, 0, 1_000);
        ledger.onState(1, 0, 1, 0, 1_000);
        ledger.onState(1, 0, 1, 0, 1_000);

        assertThat(ledger.totals().delivered()).isEqualTo(1);
        assertThat(ledger.totals().duplicated()).isEqualTo(2);
        assertThat(ledger.totals().lost()).isZero();
        assertThat(ledger.latencyMicros().getTotalCount()).isEqualTo(1);
    }

    @Test
    void aDuplicateDoesNotMakeUpForALoss() {
        ledger.onSent(1, 0);
        ledger.onSent(1, 0);

        ledger.onState(1, 0, 1, 1, 1_000);
        ledger.onState(1, 0, 1, 1, 1_000);

        assertThat(ledger.totals().lost()).isEqualTo(1);
    }

    @Test
    void whatTheRelayRepeatsToAReturningPlayerIsNoDuplicateAndHasNoLatency() {
        ledger.onState(1, 0, 1, 0, 1_000);

        ledger.onRepeatedState(1, 0, 1, 0);
        ledger.onRepeatedState(1, 0, 1, 1);

        assertThat(ledger.totals().delivered()).isEqualTo(2);
        assertThat(ledger.totals().duplicated()).isZero();
        assertThat(ledger.latencyMicros().getTotalCount()).isEqualTo(1);
    }

    @Test
    void knowsWhatWasOvertakenWhileTheRaceGoesOn() {
        ledger.onState(0, 0, 1, 5, 1_000);
        assertThat(ledger.totals().overtaken()).isEqualTo(5);

        ledger.onState(0, 0, 1, 3, 1_000);
        assertThat(ledger.totals().overtaken()).isEqualTo(4);
    }

    @Test
    void refusesStatesThatCannotBe() {
        assertThat(ledger.onState(0, 0, 0, 0, 1)).as("own state").isFalse();
        assertThat(ledger.onState(0, 0, 3, 0, 1)).as("no such seat").isFalse();
        assertThat(ledger.onState(0, 0, -1, 0, 1)).as("no such seat").isFalse();
        assertThat(ledger.onState(0, 0, 1, 100, 1)).as("never sent").isFalse();
        assertThat(ledger.onState(0, 0, 1, -1, 1)).as("never sent").isFalse();
        assertThat(ledger.totals().delivered()).isZero();
    }

    @Test
    void measuresEveryPlayersLongestSilenceAlsoAtTheStartAndTheEnd() {
        ledger.onStart(0);
        ledger.onHeard(1, 0, 10);
        ledger.onHeard(1, 0, 40);
        ledger.onHeard(1, 1, 90);
        ledger.onEnd(100);

        assertThat(ledger.longestGapsNanos()).containsExactly(60, 90, 100, 100, 100);
    }

    @Test
    void whatAKilledNodeTookAlongIsKnownFromOtherLosses() {
        for (int sequence = 0; sequence < 20; sequence++) {
            ledger.onSent(1, 0);
            if (sequence == 9) {
                ledger.beginOutage(1, 2);
            }
            if (sequence == 15) {
                ledger.endOutages(1);
            }
            if (sequence != 3 && (sequence < 9 || sequence > 14)) {
                ledger.onState(1, 1, 0, sequence, 1_000);
            }
        }

        assertThat(ledger.totals().lost()).isEqualTo(7);
        assertThat(ledger.lostWithNodes()).as("9 to 14, not 3").isEqualTo(6);
    }

    @Test
    void anOutageThatNeverEndsTakesAllThatFollows() {
        ledger.onSent(1, 0);
        ledger.beginOutage(1, 0);
        ledger.onSent(1, 0);
        ledger.onSent(1, 1);

        assertThat(ledger.totals().lost()).isEqualTo(3);
        assertThat(ledger.lostWithNodes()).isEqualTo(2);
    }

    @Test
    void measuresSilenceAnewAfterAMark() {
        ledger.onStart(0);
        ledger.onHeard(1, 0, 60);
        ledger.mark();
        ledger.onHeard(1, 0, 80);
        ledger.onHeard(1, 1, 90);

        assertThat(ledger.gapsSinceMarkNanos(1)).containsExactly(20, 90);
    }

    @Test
    void countsALossyLinkExactly() {
        long seed = 99;
        Random random = new Random(seed);
        long lost = 0;
        long doubled = 0;
        for (int sequence = 0; sequence < 100; sequence++) {
            for (int sender = 0; sender < 3; sender++) {
                ledger.onSent(0, sender);
                for (int receiver = 0; receiver < 3; receiver++) {
                    int copies = random.nextInt(3);
                    if (receiver == sender) {
                        continue;
                    }
                    lost += copies == 0 ? 1 : 0;
                    doubled += copies == 2 ? 1 : 0;
                    for (int copy = 0; copy < copies; copy++) {
                        ledger.onState(0, receiver, sender, sequence, 1_000);
                    }
                }
            }
        }
        assertThat(ledger.totals().lost()).as("seed %d", seed).isEqualTo(lost).isPositive();
        assertThat(ledger.totals().duplicated())
                .as("seed %d", seed)
                .isEqualTo(doubled)
                .isPositive();
        assertThat(ledger.totals().expected()).isEqualTo(600);
    }
}
