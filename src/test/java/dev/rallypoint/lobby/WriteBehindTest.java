package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.lobby.WriteBehind.Piece;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
    private final WriteBehind<String> queue = new WriteBehind<>(3);

    @Test
    void handsOutOnePieceAtATimeInOrder() {
        queue.add("a", "1");
        queue.add("b", "2");
        assertThat(queue.next()).contains(new Piece<>("a", "1"));
        assertThat(queue.next()).isEmpty();
        queue.done();
        assertThat(queue.next()).contains(new Piece<>("b", "2"));
        assertThat(queue.isIdle()).isFalse();
        queue.done();
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void writesTheNewestOfAKeyInThePlaceOfTheOldest() {
        queue.add("a", "1");
        queue.add("b", "2");
        queue.add("a", "3");
        assertThat(queue.next()).contains(new Piece<>("a", "3"));
        queue.done();
        assertThat(queue.next()).contains(new Piece<>("b", "2"));
        queue.done();
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void retriesFirstWhatFailed() {
        queue.add("a", "1");
        queue.add("b", "2");
        Piece<String> first = queue.next().orElseThrow();
        queue.retry(first);
        assertThat(queue.next()).contains(first);
    }

    @Test
    void retriesNothingThatIsOutdated() {
        queue.add("a", "1");
        Piece<String> old = queue.next().orElseThrow();
        queue.add("a", "2");
        queue.retry(old);
        assertThat(queue.next()).contains(new Piece<>("a", "2"));
        queue.done();
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void forgetsTheOldestWhenTooManyWait() {
        for (String key : new String[] {"a", "b", "c", "d"}) {
            queue.add(key, key);
        }
        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.forgotten()).isEqualTo(1);
        assertThat(queue.next()).contains(new Piece<>("b", "b"));
    }
}
