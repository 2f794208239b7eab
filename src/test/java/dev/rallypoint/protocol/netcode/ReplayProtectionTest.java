package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayProtectionTest {
    private final ReplayProtection replay = new ReplayProtection();

    private boolean receive(long sequence) {
        if (replay.isReplay(sequence)) {
            return false;
        }
        replay.advance(sequence);
        return true;
    }

    @Test
    void takesEachSequenceOnceInAnyOrderInsideTheWindow() {
        for (long sequence = 255; sequence >= 0; sequence--) {
            assertThat(receive(sequence)).isTrue();
        }
        for (long sequence = 0; sequence < 256; sequence++) {
            assertThat(receive(sequence)).isFalse();
        }
    }

    @Test
    void refusesASequenceThatIsAWindowOld() {
        assertThat(receive(1000)).isTrue();
        assertThat(receive(1000 - 256)).isFalse();
        assertThat(receive(1000 - 255)).isTrue();
    }

    @Test
    void doesNotAdvanceByAsking() {
        assertThat(replay.isReplay(1L << 60)).isFalse();
        assertThat(receive(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 31, 1L << 53, Long.MAX_VALUE - 200, -600})
    void countsUnsignedAcrossAnyPlace(long start) {
        for (long i = 0; i < 600; i++) {
            assertThat(receive(start + i)).as("first %d + %d", start, i).isTrue();
            assertThat(receive(start + i)).as("again %d + %d", start, i).isFalse();
        }
    }

    @Test
    void takesTheVeryLastSequencesOnce() {
        assertThat(receive(-2)).isTrue();
        assertThat(receive(-256)).isTrue();
        assertThat(receive(-1)).isTrue();
        assertThat(receive(-1)).isFalse();
        assertThat(receive(-2)).isFalse();
        assertThat(receive(-257)).isFalse();
        assertThat(receive(-255)).isTrue();
        assertThat(receive(0)).isFalse();
    }

    @Test
    void takesTheVeryLastSequenceAlsoAsTheFirst() {
        assertThat(receive(-1)).isTrue();
        assertThat(receive(-1)).isFalse();
        assertThat(receive(-256)).isTrue();
    }

    @Test
    void neverLetsASequencePassTwiceWhateverTheOrder() {
        long seed = 20_240_601;
        Random random = new Random(seed);
        Set<Long> passed = new HashSet<>();
        ArrayDeque<Long> recent = new ArrayDeque<>();
        long head = -3000;
        for (int i = 0; i < 100_000; i++) {
            boolean isAgain = !recent.isEmpty() && random.nextInt(3) == 0;
            long sequence = isAgain ? recent.peekFirst() : head + random.nextInt(600) - 300;
            recent.addLast(sequence);
            if (recent.size() > 300) {
                recent.removeFirst();
            }
            if (random.nextInt(50) == 0) {
                head++;
            }
            if (receive(sequence)) {
                assertThat(passed.add(sequence)).as("seed %d: %d", seed, sequence).isTrue();
            }
        }
        assertThat(passed.size()).isGreaterThan(500);
    }

    /** The words of the standard: an array of the sequences themselves. */
    private static final class AsTheStandardHasIt {
        private final long[] received = new long[256];
        private long mostRecent;

        AsTheStandardHasIt() {
            Arrays.fill(received, -1);
        }

        boolean receive(long sequence) {
            boolean isOld =
                    Long.compareUnsigned(mostRecent, 256) >= 0
                            && Long.compareUnsigned(sequence, mostRecent - 256) <= 0;
            long entry = received[(int) (sequence & 255)];
            if (isOld || (entry != -1 && Long.compareUnsigned(entry, sequence) >= 0)) {
                return false;
            }
            if (Long.compareUnsigned(sequence, mostRecent) > 0) {
                mostRecent = sequence;
            }
            received[(int) (sequence & 255)] = sequence;
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 200, 1L << 40, Long.MAX_VALUE - 5_000, -9_000})
    void decidesAsTheStandardDoes(long start) {
        long seed = 20_261_122;
        Random random = new Random(seed);
        AsTheStandardHasIt standard = new AsTheStandardHasIt();
        long head = start;
        for (int i = 0; i < 50_000; i++) {
            int spread = i % 100 == 0 ? 2_000 : 300;
            long sequence = head + random.nextInt(spread) - Math.min(spread / 2, head - start);
            if (random.nextInt(10) == 0) {
                head++;
            }
            assertThat(receive(sequence))
                    .as("seed %d, step %d: %d", seed, i, sequence)
                    .isEqualTo(standard.receive(sequence));
        }
    }

    @Test
    void forgetsForAnotherSender() {
        assertThat(receive(5000)).isTrue();
        replay.reset();
        assertThat(receive(3)).isTrue();
    }
}
