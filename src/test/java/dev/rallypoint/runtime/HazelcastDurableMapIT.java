package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.MapInterceptor;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.HazelcastDurableMap.Lineage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HazelcastDurableMapIT {
    private static final String KEY = "key";
    private static final Lineage GROWS = (ours, later) -> Optional.of(later.startsWith(ours));
    private HazelcastInstance hazelcast;
    private HazelcastDurableMap map;

    @BeforeEach
    void start() {
        hazelcast = HazelcastInstances.standAlone();
        map = new HazelcastDurableMap(hazelcast, "test");
    }

    @AfterEach
    void stop() {
        hazelcast.getLifecycleService().terminate();
    }

    private static ProblemCode codeOf(Throwable refused) {
        return ((RejectedException) refused).rejection().code();
    }

    @Test
    void replacesWhatIsThereAndNothingElse() {
        assertThat(map.replace(KEY, "a", "ab", GROWS)).isFalse();
        assertThat(map.putIfAbsent(KEY, "a")).isTrue();
        assertThat(map.putIfAbsent(KEY, "x")).isFalse();
        assertThat(map.replace(KEY, "x", "xy", GROWS)).isFalse();
        assertThat(map.find(KEY)).contains("a");
        assertThat(map.replace(KEY, "a", "ab", GROWS)).isTrue();
        assertThat(map.find(KEY)).contains("ab");
    }

    @Test
    void theNewestIsWhatTheNextChangeWouldFind() {
        assertThat(map.findNewest(KEY)).isEmpty();
        map.putIfAbsent(KEY, "a");
        assertThat(map.findNewest(KEY)).contains("a");
        assertThat(map.replace(KEY, "a", "ab", GROWS)).isTrue();
        assertThat(map.findNewest(KEY)).contains("ab");
    }

    /** As Hazelcast does when the holder is lost before its answer. */
    @Test
    void aChangeThatIsRunASecondTimeIsMade() {
        map.map().set(KEY, "ab");
        assertThat(map.replace(KEY, "a", "ab", Lineage.none())).isTrue();
        assertThat(map.replaceLightly(KEY, "a", "ab")).isTrue();
        assertThat(map.putIfAbsent(KEY, "ab")).isTrue();
        assertThat(map.replaceByLast(KEY, "a", "ab", Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aChangeThatAnotherOneWasMadeFromIsMade() {
        map.map().set(KEY, "abc");
        assertThat(map.replace(KEY, "a", "ab", GROWS)).isTrue();
        assertThat(map.find(KEY)).contains("abc");
    }

    @Test
    void whatNobodyCanTellIsUnknown() {
        map.map().set(KEY, "z");
        assertThatThrownBy(() -> map.replace(KEY, "a", "ab", (ours, later) -> Optional.empty()))
                .extracting(HazelcastDurableMapIT::codeOf)
                .isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
    }

    @Test
    void theLastValueVanishesByItself() {
        map.putIfAbsent(KEY, "a");
        assertThat(map.replaceByLast(KEY, "a", "end", Duration.ofSeconds(1))).isTrue();
        assertThat(map.find(KEY)).contains("end");
        await().until(() -> map.find(KEY).isEmpty());
    }

    @Test
    void aQuestionThatHazelcastDoesNotAnswerIsNoBug() {
        map.map().addInterceptor(new Failing());
        assertThatThrownBy(() -> map.find(KEY))
                .extracting(HazelcastDurableMapIT::codeOf)
                .isEqualTo(ProblemCode.TIMEOUT);
        stop();
        assertThatThrownBy(() -> map.find(KEY))
                .extracting(HazelcastDurableMapIT::codeOf)
                .isEqualTo(ProblemCode.SHUTTING_DOWN);
    }

    private static final class Failing implements MapInterceptor {
        private static final long serialVersionUID = 1L;

        @Override
        public Object interceptGet(Object value) {
            throw new HazelcastException("as when a node is lost");
        }

        @Override
        public void afterGet(Object value) {}

        @Override
        public Object interceptPut(Object oldValue, Object newValue) {
            return newValue;
        }

        @Override
        public void afterPut(Object value) {}

        @Override
        public Object interceptRemove(Object removedValue) {
            return removedValue;
        }

        @Override
        public void afterRemove(Object oldValue) {}
    }
}
