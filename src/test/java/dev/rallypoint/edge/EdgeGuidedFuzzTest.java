package dev.rallypoint.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;

/** Certificates and keys as they lie in the operator's directory. */
class EdgeGuidedFuzzTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void closeVertx() {
        VERTX.close();
    }

    /** A pair that can be served, or one exception that says why not. */
    @FuzzTest
    void pemFiles(FuzzedDataProvider data) {
        byte[] certificates = data.consumeBytes(2_000);
        PemPair pair = new PemPair(certificates, data.consumeRemainingAsBytes());
        try {
            assertThat(VertxCertificate.of(pair, VERTX).leaf()).isNotNull();
        } catch (VertxCertificate.UnusableException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }
}
