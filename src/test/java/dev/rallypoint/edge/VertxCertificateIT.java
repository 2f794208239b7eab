package dev.rallypoint.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.edge.VertxCertificate.UnusableException;
import dev.rallypoint.support.TestAuthority;
import dev.rallypoint.support.TestAuthority.Key;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for a certificate, with files that OpenSSL made. */
class VertxCertificateIT {
    @TempDir private static Path folder;
    private static TestAuthority authority;
    private static Vertx vertx;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority(folder);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    private static PemPair pair(int certificate, int key) throws Exception {
        return new PemPair(
                Files.readAllBytes(authority.fullchain(certificate)),
                Files.readAllBytes(authority.key(key)));
    }

    private static void refuses(PemPair pair, String why) {
        assertThatThrownBy(() -> VertxCertificate.of(pair, vertx))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aPairIsTakenAndItsDatesAreKnown() throws Exception {
        int number = authority.issue("play.example", Key.EC, 20);
        VertxCertificate certificate = VertxCertificate.of(pair(number, number), vertx);
        assertThat(certificate.isValidAt(System.currentTimeMillis())).isTrue();
        assertThat(certificate.isValidAt(certificate.expiresAtMs())).isFalse();
        assertThat(certificate.isValidAt(0)).isFalse();
        assertThat(certificate).hasToString(certificate.toString()).asString().contains("play");
    }

    @Test
    void anExpiredOneIsToldFromTheOthers() throws Exception {
        int number = authority.issue("past.example", Key.EC, -1);
        VertxCertificate certificate = VertxCertificate.of(pair(number, number), vertx);
        assertThat(certificate.isValidAt(System.currentTimeMillis())).isFalse();
    }

    @Test
    void theKeyOfAnotherCertificateIsRefusedAlsoOfTheSameKind() throws Exception {
        int one = authority.issue("one.example", Key.EC, 20);
        int two = authority.issue("two.example", Key.EC, 20);
        int rsa = authority.issue("three.example", Key.RSA, 20);
        refuses(pair(one, two), "not the one of the first certificate");
        refuses(pair(one, rsa), "does not match");
        refuses(pair(rsa, one), "does not match");
    }

    @Test
    void aSmallKeyIsRefused() throws Exception {
        int number = authority.issue("small.example", Key.SMALL_RSA, 20);
        refuses(pair(number, number), "2048 bits");
    }

    @Test
    void filesThatAreHalfWrittenEmptyOrSwappedAreRefused() throws Exception {
        int number = authority.issue("half.example", Key.EC, 20);
        PemPair whole = pair(number, number);
        byte[] half = Arrays.copyOf(whole.certificates(), 300);
        refuses(new PemPair(half, whole.key()), "END CERTIFICATE");
        refuses(new PemPair(whole.certificates(), new byte[0]), "not PEM");
        refuses(new PemPair(new byte[0], whole.key()), "not PEM");
        refuses(new PemPair(whole.key(), whole.certificates()), "not PEM");
        assertThat(whole.toString()).doesNotContain("BEGIN");
    }
}
