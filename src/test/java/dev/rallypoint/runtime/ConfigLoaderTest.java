package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir Path directory;

    @Test
    void theDefaultsAloneAreALegalConfiguration() {
        Config config = new ConfigLoader().load();
        assertThat(config.relay().port()).isEqualTo(25_565);
        assertThat(config.ops().host()).isEqualTo("127.0.0.1");
        assertThat(config.keys().netcode102()).isEmpty();
        assertThat(config.node().regions()).contains("na-west=North America West");
    }

    @Test
    void theLaterSourceWins() throws IOException {
        Path file = write("relay:\n  port: 1\n  timeoutSeconds: 7\nhttp:\n  port: 1\n");
        Config config =
                new ConfigLoader()
                        .file(file)
                        .environment(Map.of("RALLYPOINT_RELAY_PORT", "2", "HOME", "/nowhere"))
                        .assignments(List.of("relay.port=3"))
                        .load();
        assertThat(config.relay().port()).isEqualTo(3);
        assertThat(config.relay().timeoutSeconds()).isEqualTo(7);
        assertThat(config.http().port()).isEqualTo(1);
    }

    @Test
    void listsComeAsYamlOrWithCommas() throws IOException {
        Path file = write("security:\n  exemptRanges:\n    - 10.0.0.0/8\n    - ::1/128\n");
        assertThat(new ConfigLoader().file(file).load().security().exemptRanges())
                .containsExactly("10.0.0.0/8", "::1/128");
        assertThat(set("stun.discoveryServers=a:1, b:2").stun().discoveryServers())
                .containsExactly("a:1", "b:2");
        assertThat(set("stun.discoveryServers=[]").stun().discoveryServers()).isEmpty();
        assertThat(set("stun.discoveryServers=").stun().discoveryServers()).isEmpty();
    }

    @Test
    void theProtocolIdIsAnyUnsigned64BitNumber() {
        assertThat(set("relay.protocolId=18446744073709551615").relay().protocolId()).isEqualTo(-1);
        assertThat(set("relay.protocolId=0x1122334455667788").relay().protocolId())
                .isEqualTo(0x1122334455667788L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relay.port=70000 | relay.port = 70000 (from --set) is not 0..65535",
                "relay.port=-1 | relay.port = -1 (from --set) is not 0..65535",
                "relay.port=99999999999 | relay.port = 99999999999 (from --set) is not 0..65535",
                "relay.loops=0 | relay.loops = 0 (from --set) is not 1..64 ports",
                "relay.loops=65 | relay.loops = 65 (from --set) is not 1..64 ports",
                "relay.port=high | relay.port = high (from --set) is not 0..65535",
                "relay.timeoutSeconds=0 | relay.timeoutSeconds = 0 (from --set) is not 1..300 s",
                "store.enabled=yes | store.enabled = yes (from --set) is not true|false",
                "log.level=loud | log.level = loud (from --set) is not trace|debug|info|warn|error",
                "relay.prot=1 | unknown key relay.prot in --set; did you mean relay.port?",
                "port=1 | unknown key port in --set; did you mean",
                "relay.port | --set wants group.key=value, not relay.port",
                "http.corsOrigins=[[a]] | http.corsOrigins = [[a]] (from --set) is not a list",
                "http.corsOrigins=[a | http.corsOrigins = [a (from --set) is not a list",
            })
    void wrongValuesAreNamedWithKeyValueAndRange(String assignment, String message) {
        assertThatThrownBy(() -> set(assignment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relay: 5 | unknown key relay",
                "[1, 2] | must be a YAML map",
                "'relay: {port: 1' | is not YAML",
                "'relay: {port: 1, port: 2}' | is not YAML: Duplicate field 'port'",
                "'rely: {port: 1}' | unknown key rely.port",
                "'relay: {port: {a: 1}}' | relay.port = {\"a\":1}",
            })
    void wrongFilesAreNamed(String text, String message) throws IOException {
        Path file = write(text.strip().replaceAll("^'|'$", ""));
        assertThatThrownBy(() -> new ConfigLoader().file(file).load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        assertThat(new ConfigLoader().file(write("# nothing\n")).load())
                .isEqualTo(new ConfigLoader().load());
        assertThat(new ConfigLoader().file(write("relay:\n")).load())
                .isEqualTo(new ConfigLoader().load());
    }

    @Test
    void anUnknownEnvironmentVariableOfOursIsRefused() {
        assertThatThrownBy(
                        () -> new ConfigLoader().environment(Map.of("RALLYPOINT_RELAY_PROT", "1")))
                .hasMessageContaining("did you mean RALLYPOINT_RELAY_PORT?");
    }

    @Test
    void printNeverShowsSecrets() {
        ConfigLoader loader =
                new ConfigLoader().assignments(List.of("keys.accessToken=hunter2hunter2"));
        assertThat(loader.print()).doesNotContain("hunter2").contains("accessToken: \"(set");
        assertThat(loader.secretsOnTheCommandLine()).containsExactly("keys.accessToken");
        assertThatThrownBy(
                        () -> NodeKeys.load(loader.load().keys(), directory, bytes -> bytes[0] = 1))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatPrintShowsCanBeReadAgain() throws IOException {
        ConfigLoader loader = new ConfigLoader().assignments(List.of("node.region=eu-west"));
        Path file = write(loader.print());
        assertThat(new ConfigLoader().file(file).load()).isEqualTo(loader.load());
    }

    private static Config set(String assignment) {
        return new ConfigLoader().assignments(List.of(assignment)).load();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("server.yaml"), text);
    }
}
