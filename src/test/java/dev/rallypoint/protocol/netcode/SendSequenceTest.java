package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SendSequenceTest {
    @Test
    void rangesOfEveryEpochAndAddressAreDisjointAndBelowTwoToThe53() {
        Set<Long> ranges = new HashSet<>();
        for (int epoch : new int[] {0, 1, 2, 1000, (1 << 20) - 1}) {
            for (int address = 0; address < 32; address++) {
                long first = new SendSequence(epoch, address).next();
                assertThat(first % (1L << SendSequence.COUNTER_BITS)).isZero();
                assertThat(first + (1L << SendSequence.COUNTER_BITS)).isLessThanOrEqualTo(1L << 53);
                assertThat(ranges.add(first)).as("%d %d", epoch, address).isTrue();
            }
        }
    }

    @Test
    void endsWithAnExceptionBeforeItWouldEnterTheNextRange() {
        SendSequence sequence = new SendSequence(3, 4);
        assertThat(sequence.isNearEnd()).isFalse();
        long count = 0;
        while (!sequence.isNearEnd()) {
            sequence.next();
            count++;
        }
        assertThat(count).isLessThan(1L << SendSequence.COUNTER_BITS);
        for (; count < 1L << SendSequence.COUNTER_BITS; count++) {
            sequence.next();
        }
        assertThatThrownBy(sequence::next).isInstanceOf(IllegalStateException.class);
    }
}
