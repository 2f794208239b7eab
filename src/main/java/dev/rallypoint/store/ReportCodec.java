package dev.rallypoint.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.rallypoint.contract.Api.MatchReport;
import java.util.Optional;

/** A report as the database keeps it. */
final class ReportCodec {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new Jdk8Module())
                    .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private ReportCodec() {}

    static String encode(MatchReport report) {
        return json(report);
    }

    /** How this evidence stands in documents. */
    static String encodeEvidence(String evidence) {
        return "\"evidence\":" + json(evidence);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** Empty if it is none of this version. */
    static Optional<MatchReport> decode(String document) {
        try {
            return Optional.ofNullable(JSON.readValue(document, MatchReport.class));
        } catch (JsonProcessingException unreadable) {
            return Optional.empty();
        }
    }
}
