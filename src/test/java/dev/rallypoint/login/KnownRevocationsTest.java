package dev.rallypoint.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.LoginMessage.Revocation;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownRevocationsTest {
    private final KnownRevocations known = new KnownRevocations();

    @Test
    void onlyALaterOneIsNews() {
        assertThat(known.hear(new Revocation("ada", 5))).isTrue();
        assertThat(known.hear(new Revocation("ada", 5))).isFalse();
        assertThat(known.hear(new Revocation("ada", 4))).isFalse();
        assertThat(known.hear(new Revocation("ada", 6))).isTrue();
        assertThat(known.all()).containsExactly(new Revocation("ada", 6));
    }

    @Test
    void whatTheClusterHasForgottenIsForgotten() {
        known.hear(new Revocation("ada", 5));
        known.hear(new Revocation("bob", 6));
        known.beginReading();
        known.forgetAllBut(Set.of("bob"));
        assertThat(known.all()).containsExactly(new Revocation("bob", 6));
    }

    @Test
    void whatIsRevokedWhileTheClustersMapIsReadStaysRevoked() {
        known.beginReading();
        known.hear(new Revocation("ada", 5));
        known.forgetAllBut(Set.of());
        assertThat(known.all()).containsExactly(new Revocation("ada", 5));
    }
}
