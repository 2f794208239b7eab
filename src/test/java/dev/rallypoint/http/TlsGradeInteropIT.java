package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.Trust;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.TestAuthority;
import dev.rallypoint.support.TestAuthority.Key;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS as testssl.sh sees it from outside: it finds nothing worse than LOW. */
class TlsGradeInteropIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Set<String> FINE = Set.of("OK", "INFO", "LOW");

    /** About the machine that judges. */
    private static final String OF_THE_TOOL = "engine_problem";

    /** Protocols, ciphers, certificate, headers. */
    private static final String[] QUICK = {"-p", "-s", "-S", "-h"};

    private final ForeignTool judge = ForeignTool.require("testssl", "testssl.sh");
    @TempDir private Path folder;

    /** The severity of each finding, by its id. */
    private Map<String, String> judge(Key key, String... checks) throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("authority"));
        authority.renew("node.example", key, 80);
        Path findings = folder.resolve("findings.json");
        HttpNode.Parts parts =
                HttpNode.Parts.of(
                        "http.host=127.0.0.1",
                        "http.port=0",
                        "security.exemptRanges=[127.0.0.0/8]",
                        "tls.directory=" + authority.live());
        try (HttpNode node =
                new HttpNode(
                        parts,
                        new SavedBans(List.of()),
                        RallypointClient.newHttpClient(Trust.only(authority.certificate())))) {
            List<String> arguments = new ArrayList<>(List.of("--warnings", "off", "--color", "0"));
            arguments.addAll(List.of("--nodns", "none", "--ip", "127.0.0.1"));
            arguments.addAll(List.of("--add-ca", authority.certificate().toString()));
            arguments.addAll(List.of("--jsonfile", findings.toString()));
            arguments.addAll(List.of(checks));
            arguments.add("https://localhost:" + node.http.port() + "/");
            ForeignTool.Run run = judge.run(LIMIT, arguments.toArray(String[]::new));
            assertThat(run.timedOut()).as(run.output()).isFalse();
        }
        return new JsonArray(Files.readString(findings))
                .stream()
                        .map(JsonObject.class::cast)
                        .filter(finding -> !finding.getString("id").equals(OF_THE_TOOL))
                        .collect(
                                Collectors.toMap(
                                        finding -> finding.getString("id"),
                                        finding -> finding.getString("severity"),
                                        (first, second) -> FINE.contains(first) ? second : first));
    }

    private static void assertNothingAboveLow(Map<String, String> findings) {
        assertThat(findings)
                .as("it looked")
                .containsEntry("TLS1_3", "OK")
                .containsEntry("TLS1_2", "OK")
                .containsEntry("TLS1_1", "INFO")
                .containsEntry("HSTS_time", "OK")
                .containsEntry("cert_chain_of_trust", "OK");
        findings.values().removeIf(FINE::contains);
        assertThat(findings).isEmpty();
    }

    @Test
    void protocolsCiphersCertificateAndHeadersAreGood() throws Exception {
        assertNothingAboveLow(judge(Key.EC, QUICK));
    }

    @ParameterizedTest
    @EnumSource(names = {"EC", "RSA"})
    @EnabledIfSystemProperty(named = "targets", matches = "true")
    void nothingThatItKnowsOfIsWorseThanLow(Key key) throws Exception {
        Map<String, String> findings = judge(key);
        assertThat(findings).containsEntry("heartbleed", "OK").containsEntry("ROBOT", "OK");
        assertNothingAboveLow(findings);
    }
}
