package dev.rallypoint.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.login.Login.Standing;
import dev.rallypoint.login.Login.Terms;
import dev.rallypoint.support.SeededEntropy;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final long NOW = 1_750_000_000_000L;
    private static final long MONTH = 30L * 24 * 3_600_000;
    private static final long HALF_HOUR = 1_800_000;

    private final SeededEntropy entropy = new SeededEntropy(3);
    private final RefreshToken first = RefreshToken.first(entropy);
    private final Login opened = Login.open("p1", "Ada", 7, first, terms(0));

    private static Terms terms(long afterMs) {
        return new Terms(NOW + afterMs, MONTH, HALF_HOUR);
    }

    private RefreshToken another() {
        return first.next(entropy);
    }

    @Test
    void aTokenIsExchangedForTheNext() {
        RefreshToken second = another();
        Login renewed = opened.renew(first.digest(), second.digest(), terms(HALF_HOUR));
        assertThat(opened.standing(first.digest(), NOW)).isEqualTo(Standing.GOOD);
        assertThat(renewed.standing(second.digest(), NOW + HALF_HOUR)).isEqualTo(Standing.GOOD);
        assertThat(renewed.version()).isEqualTo(2);
        assertThat(renewed.expiresAtMs()).isEqualTo(NOW + HALF_HOUR + MONTH);
        assertThat(renewed.accessUntilMs()).isEqualTo(NOW + 2 * HALF_HOUR);
        assertThat(renewed.playerId() + renewed.displayName() + renewed.revocation())
                .isEqualTo("p1Ada7");
    }

    @Test
    void anAnswerThatGotLostIsAskedForAgain() {
        RefreshToken lost = another();
        RefreshToken second = another();
        Login once = opened.renew(first.digest(), lost.digest(), terms(0));
        assertThat(once.standing(first.digest(), NOW + 59_999)).isEqualTo(Standing.REPEATED);
        Login twice = once.renew(first.digest(), second.digest(), terms(1_000));
        assertThat(twice.standing(lost.digest(), NOW)).isEqualTo(Standing.GOOD);
        assertThat(twice.standing(second.digest(), NOW)).isEqualTo(Standing.GOOD);
        assertThat(twice.standing(first.digest(), NOW + 60_000))
                .as("counted from the first time")
                .isEqualTo(Standing.REUSED);
    }

    @Test
    void ofTwoAnswersOnlyTheOneThatIsUsedCounts() {
        RefreshToken one = another();
        RefreshToken other = another();
        Login both =
                opened.renew(first.digest(), one.digest(), terms(0))
                        .renew(first.digest(), other.digest(), terms(0));
        Login used = both.renew(one.digest(), another().digest(), terms(HALF_HOUR));
        assertThat(used.standing(other.digest(), NOW + HALF_HOUR)).isEqualTo(Standing.REUSED);
        assertThat(used.standing(first.digest(), NOW + HALF_HOUR)).isEqualTo(Standing.REUSED);
    }

    @Test
    void aTokenCannotBeRepeatedForEver() {
        Login login = opened;
        for (int i = 0; i < Login.MAX_CHILDREN; i++) {
            login = login.renew(first.digest(), another().digest(), terms(0));
        }
        assertThat(login.children()).hasSize(Login.MAX_CHILDREN);
        assertThat(login.standing(first.digest(), NOW)).isEqualTo(Standing.REUSED);
    }

    @Test
    void whatEndedOrExpiredIsVoid() {
        assertThat(opened.standing(first.digest(), NOW + MONTH)).isEqualTo(Standing.VOID);
        Login ended = opened.end();
        assertThat(ended.standing(first.digest(), NOW)).isEqualTo(Standing.VOID);
        assertThat(ended.knows(first.digest())).isFalse();
        assertThat(ended.accessUntilMs()).isZero();
        assertThat(ended.version()).isEqualTo(2);
    }

    @Test
    void tellsWhetherALaterStateWasMadeFromIt() {
        RefreshToken second = another();
        Login ours = opened.renew(first.digest(), second.digest(), terms(0));
        Login theirs = opened.renew(first.digest(), another().digest(), terms(0));
        Login child = ours.renew(second.digest(), another().digest(), terms(1));
        assertThat(ours.hasBecome(ours)).contains(true);
        assertThat(ours.hasBecome(child)).contains(true);
        assertThat(ours.hasBecome(theirs)).contains(false);
        assertThat(ours.hasBecome(opened)).contains(false);
        assertThat(opened.hasBecome(child)).as("two steps on").isEmpty();
    }

    @Test
    void isReadAsItWasWritten() {
        Login login = opened.renew(first.digest(), another().digest(), terms(5));
        assertThat(LoginCodec.decode(LoginCodec.encode(login))).isEqualTo(login);
        assertThat(LoginCodec.decode(LoginCodec.encode(login).replace("{", "{\"newer\":1,")))
                .isEqualTo(login);
    }

    @Test
    void holdsNoToken() {
        assertThat(LoginCodec.encode(opened) + opened + first)
                .doesNotContain(first.text(), first.text().substring(5, 37));
    }

    @Test
    void allTokensOfALoginNameIt() {
        RefreshToken second = another();
        assertThat(second.loginId()).isEqualTo(first.loginId()).matches("[0-9a-f]{32}");
        assertThat(second.digest()).isNotEqualTo(first.digest());
        assertThat(second.text()).isNotEqualTo(first.text()).matches("rprt_[A-Za-z0-9_-]{64}");
        assertThat(RefreshToken.parse(second.text())).contains(second);
        assertThat(RefreshToken.first(entropy).loginId()).isNotEqualTo(first.loginId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rprt_", "rprt_%", "x", "eyJhbGciOiJIUzI1NiJ9.e30.x"})
    void whatIsNoTokenIsNotRead(String text) {
        assertThat(RefreshToken.parse(text)).isEmpty();
        assertThat(RefreshToken.parse("rprt_" + "%".repeat(64))).isEmpty();
        String other = Base64.getUrlEncoder().encodeToString(new byte[48]);
        assertThat(RefreshToken.parse("xxxx_" + other)).isEmpty();
    }
}
