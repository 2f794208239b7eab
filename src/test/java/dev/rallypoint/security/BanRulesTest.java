package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BanRulesTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final String ADA = Ids.playerId(17);

    private static Ban wish(String subject, String value, String reason, long untilMs) {
        return BanRules.banOf(new AddBan(subject, value, reason, untilMs, "eve"), 7, NOW);
    }

    private static Ban until(long untilMs, long banId) {
        return new Ban(banId, "player", ADA, "r", untilMs, "eve", NOW);
    }

    @Test
    void aBanSaysWhatWhyHowLongAndWho() {
        assertThat(wish("player", ADA, " Speed hack. ", NOW + 1))
                .isEqualTo(new Ban(7, "player", ADA, "Speed hack.", NOW + 1, "eve", NOW));
    }

    @Test
    void oneBlockIsOneBanHoweverItIsWritten() {
        assertThat(wish("cidr", "192.0.2.77/24", "r", 0).value()).isEqualTo("192.0.2.0/24");
    }

    @Test
    void aReasonCannotForgeLinesOfTheLog() {
        assertThat(wish("player", ADA, "a\nban.lift\tsubject=\u001b[2J", 0).reason())
                .isEqualTo("a ban.lift subject= [2J");
    }

    @ParameterizedTest
    @CsvSource({
        "player, nobody, not a player id",
        "device, device-secret, not the SHA-256",
        "cidr, localhost, not a CIDR block",
        "cidr, 0.0.0.0/0, prefix of /8",
        "cidr, 10.0.0.0/7, prefix of /8",
        "cidr, ::/0, prefix of /8",
        "cidr, 2000::/3, prefix of /8",
        "cidr, ::ffff:0.0.0.0/96, prefix of /8",
        "house, x, players",
    })
    void whatIsNoPlayerDeviceOrModestBlockIsRefused(String subject, String value, String why) {
        assertThatThrownBy(() -> wish(subject, value, "r", 0))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("invalid_body")
                .hasMessageContaining(why);
    }

    @Test
    void aBanNeedsAReasonAndAnEndInTheFuture() {
        assertThatThrownBy(() -> wish("player", ADA, " \t", 0)).hasMessageContaining("reason");
        assertThatThrownBy(() -> wish("player", ADA, "x".repeat(201), 0))
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> wish("player", ADA, "r", NOW)).hasMessageContaining("future");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, true", "0, 0, true", "2, 1, true", "1, 0, false", "1, 2, false"})
    void aBanIsNeverShortenedByAnother(long beforeHours, long afterHours, boolean stays) {
        SavedBan before =
                new SavedBan(until(beforeHours == 0 ? 0 : NOW + beforeHours * HOUR, 1), NOW, 0);
        Ban wish = until(afterHours == 0 ? 0 : NOW + afterHours * HOUR, 2);
        SavedBan after = BanRules.decide(Optional.of(before), wish, NOW);
        assertThat(after.ban().banId()).isEqualTo(stays ? 1 : 2);
        assertThat(after.equals(before)).isEqualTo(stays);
    }

    @Test
    void anEndedOrLiftedBanIsInNobodysWay() {
        SavedBan ended = new SavedBan(until(NOW - 1, 1), NOW - HOUR, 0);
        assertThat(BanRules.decide(Optional.of(ended), until(NOW + 1, 2), NOW).ban().banId())
                .isEqualTo(2);
        SavedBan lifted = BanRules.lift(new SavedBan(until(0, 1), NOW, 0), NOW);
        assertThat(BanRules.decide(Optional.of(lifted), until(NOW + 1, 2), NOW).ban().banId())
                .isEqualTo(2);
    }

    @Test
    void theLaterDecisionIsTheNewerAlsoOnANodeWhoseClockIsBehind() {
        SavedBan ahead = new SavedBan(until(0, 1), NOW + HOUR, 0);
        SavedBan lifted = BanRules.lift(ahead, NOW);
        assertThat(lifted.revision()).isGreaterThan(ahead.revision());
        SavedBan again = BanRules.decide(Optional.of(lifted), until(0, 2), NOW);
        assertThat(again.revision()).isGreaterThan(lifted.revision());
        assertThat(BanRules.lift(lifted, NOW + 5)).isSameAs(lifted);
    }

    @Test
    void aDecisionSurvivesBeingWritten() {
        SavedBan saved = new SavedBan(until(5, 1), 3, 4);
        assertThat(BanCodec.decode(BanCodec.encode(saved))).isEqualTo(saved);
        assertThat(BanCodec.decode(BanCodec.encode(saved).replace("{\"ban\"", "{\"x\":1,\"ban\"")))
                .isEqualTo(saved);
    }
}
