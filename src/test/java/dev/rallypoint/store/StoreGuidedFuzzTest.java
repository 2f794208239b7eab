package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.support.Frugal;
import dev.rallypoint.support.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What waits in the cluster for the database, and the database's address. */
class StoreGuidedFuzzTest {
    @FuzzTest
    void outboxRecord(FuzzedDataProvider data) {
        OutboxKind<?> kind = data.pickValue(OutboxKind.ALL);
        String text =
                data.consumeBoolean()
                        ? data.consumeRemainingAsString()
                        : data.consumeLong()
                                + " "
                                + kind.request().address()
                                + " "
                                + Samples.edited(Samples.of(kind.request().question()), data);
        Optional<OutboxRecord<?>> read =
                Frugal.decode(text.length(), 1_000, () -> OutboxRecord.of(text));
        if (read.isPresent()) {
            OutboxRecord<?> record = read.get();
            Optional<OutboxRecord<?>> again = OutboxRecord.of(record.text());
            assertThat(again).contains(record);
            assertThat(again.get().key()).isEqualTo(record.key());
        }
    }

    /** No secret that stands in an address is shown. */
    @FuzzTest
    void postgresUrl(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            PostgresUrl url = PostgresUrl.of("store.url", text);
            assertThat(url.url()).isEqualTo(text);
            assertThat(url.where()).doesNotContain("@", "?", " ");
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).startsWith("store.url");
        }
    }

    /** What callers give back as the place where a page ended. */
    @FuzzTest
    void cursor(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            Keyset read = Keyset.read(text, 3);
            assertThat(Keyset.read(read.text(), 3)).isEqualTo(read);
            assertThat(read.parts()).allMatch(part -> part.matches("[ -~]*"));
        } catch (RejectedException declared) {
            assertThat(declared.rejection().code()).isEqualTo(ProblemCode.INVALID_CURSOR);
        }
    }

    /** Of this version or another one. */
    @FuzzTest
    void report(FuzzedDataProvider data) {
        String text =
                data.consumeBoolean()
                        ? data.consumeRemainingAsString()
                        : Samples.edited(Samples.of(Api.MatchReport.class), data).toString();
        Frugal.decode(text.length(), 1_000, () -> ReportCodec.decode(text))
                .ifPresent(
                        report ->
                                assertThat(ReportCodec.decode(ReportCodec.encode(report)))
                                        .contains(report));
    }
}
