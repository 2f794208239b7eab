package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4));

    private void assertNext(long seconds) {
        assertThat(backoff.next())
                .isBetween(Duration.ofMillis(seconds * 750), Duration.ofMillis(seconds * 1_250));
    }

    @Test
    void doublesUpToTheLongestAndStaysThere() {
        Stream.of(1L, 2L, 4L, 4L, 4L).forEach(this::assertNext);
    }

    @Test
    void isShortAgainAfterASuccess() {
        assertNext(1);
        assertNext(2);
        backoff.reset();
        assertNext(1);
    }

    @Test
    void beginsWithWhatTheServerAsksForFromThenOn() {
        backoff.startWith(Duration.ofSeconds(2));
        assertNext(2);
        assertNext(4);
        backoff.reset();
        assertNext(2);
    }

    @Test
    void scattersSoThatPlayersDoNotComeBackTogether() {
        assertThat(
                        Stream.generate(
                                        () ->
                                                new Backoff(
                                                        Duration.ofSeconds(1), Duration.ofHours(1)))
                                .limit(100)
                                .map(Backoff::next)
                                .distinct())
                .hasSizeGreaterThan(50);
    }
}
