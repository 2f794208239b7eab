package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import java.util.List;
import org.junit.jupiter.api.Test;

class BanBookTest {
    private static final long NOW = 1_000_000;

    private final BanBook book = new BanBook();

    private static SavedBan saved(String player, long revision, long untilMs, long liftedAtMs) {
        return new SavedBan(
                new Ban(revision, "player", player, "r", untilMs, "eve", revision),
                revision,
                liftedAtMs);
    }

    private List<String> inForce() {
        return book.inForce(NOW).stream().map(Ban::value).toList();
    }

    @Test
    void oldNewsChangesNothing() {
        book.put(saved("p1", 2, 0, NOW));
        book.put(saved("p1", 1, 0, 0));
        assertThat(inForce()).isEmpty();
        book.put(saved("p1", 3, 0, 0));
        assertThat(inForce()).containsExactly("p1");
    }

    @Test
    void whatHasEndedIsNotInForce() {
        book.put(saved("p1", 1, NOW, 0));
        book.put(saved("p2", 2, NOW + 1, 0));
        assertThat(inForce()).containsExactly("p2");
        assertThat(book.covered(2, NOW)).hasSize(1);
        assertThat(book.covered(1, NOW)).isEmpty();
    }

    @Test
    void becomesWhatTheClusterHasButForNewerNews() {
        book.put(saved("gone", 1, 0, 0));
        book.put(saved("newer", 5, 0, 0));
        book.beginReading();
        book.become(List.of(saved("newer", 4, 0, NOW), saved("other", 1, 0, 0)));
        assertThat(inForce()).containsExactlyInAnyOrder("newer", "other");
    }

    @Test
    void whatIsDecidedWhileTheClustersListIsReadIsNotForgotten() {
        book.beginReading();
        book.put(saved("fresh", 1, 0, 0));
        book.become(List.of(saved("other", 1, 0, 0)));
        assertThat(inForce()).containsExactlyInAnyOrder("fresh", "other");
        book.beginReading();
        book.become(List.of());
        assertThat(inForce()).isEmpty();
    }

    @Test
    void findsWhatTheClusterLacksOfTheDatabase() {
        book.put(saved("lifted", 2, 0, NOW));
        book.put(saved("outdated", 1, 0, 0));
        SavedBan unknown = saved("unknown", 1, 0, 0);
        SavedBan newer = saved("outdated", 2, 0, 0);
        assertThat(book.newerIn(List.of(saved("lifted", 1, 0, 0), newer, unknown)))
                .containsExactlyInAnyOrder(newer, unknown);
    }

    @Test
    void findsWhatTheDatabaseLacksOfTheCluster() {
        SavedBan unwritten = saved("unwritten", 1, 0, 0);
        SavedBan lifted = saved("lifted", 2, 0, NOW);
        book.put(unwritten);
        book.put(lifted);
        book.put(saved("written", 1, 0, 0));
        book.put(saved("ended", 1, NOW, 0));
        book.put(saved("liftedThereToo", 2, 0, NOW));
        List<SavedBan> rows = List.of(saved("lifted", 1, 0, 0), saved("written", 1, 0, 0));
        assertThat(book.lackingIn(rows, NOW)).containsExactlyInAnyOrder(unwritten, lifted);
    }

    @Test
    void whatEndedLongAgoMayBeForgottenAndNothingElse() {
        book.put(saved("forEver", 1, 0, 0));
        book.put(saved("ended", 1, NOW - 10, 0));
        book.put(saved("lifted", 1, 0, NOW - 10));
        book.put(saved("justEnded", 1, NOW - 1, 0));
        assertThat(book.endedBefore(NOW - 5))
                .extracting(saved -> saved.ban().value())
                .containsExactlyInAnyOrder("ended", "lifted");
    }
}
