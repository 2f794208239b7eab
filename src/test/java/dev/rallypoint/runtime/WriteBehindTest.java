package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriteBehindTest {
    private final WriteBehind keys = new WriteBehind(2);

    @Test
    void handsOutAFewAtATimeOldestFirst() {
        keys.add("a");
        keys.add("b");
        keys.add("c");
        assertThat(keys.next()).contains("a");
        assertThat(keys.next()).contains("b");
        assertThat(keys.next()).isEmpty();
        keys.done("a");
        assertThat(keys.next()).contains("c");
        keys.done("b");
        keys.done("c");
        assertThat(keys.isIdle()).isTrue();
    }

    @Test
    void whatIsAddedTwiceWhileItWaitsIsWrittenOnce() {
        keys.add("a");
        keys.add("a");
        assertThat(keys.size()).isEqualTo(1);
        keys.next();
        keys.done("a");
        assertThat(keys.isIdle()).isTrue();
    }

    @Test
    void whatIsAddedWhileItIsWrittenIsWrittenAgainButNotAtTheSameTime() {
        keys.add("a");
        keys.next();
        keys.add("a");
        assertThat(keys.next()).isEmpty();
        keys.done("a");
        assertThat(keys.next()).contains("a");
    }

    @Test
    void whatFailedWaitsBehindTheOthers() {
        keys.add("a");
        keys.next();
        keys.add("b");
        keys.add("a");
        keys.retry("a");
        assertThat(keys.next()).contains("b");
        assertThat(keys.next()).contains("a");
        keys.done("a");
        keys.done("b");
        assertThat(keys.isIdle()).isTrue();
    }
}
