package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.rallypoint.contract.ConfigKey;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.docs.LineDifferences;
import dev.rallypoint.docs.SampleConfiguration;
import dev.rallypoint.runtime.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conf/server.yaml} is the defaults, key by key. {@code -Ddocs.write=true} writes it. */
class ConfSampleTest {
    /** Manifests of Kubernetes. */
    private static final Path KUBERNETES = Path.of("conf/discovery/kubernetes");

    private static final Path SAMPLE = Path.of("conf/server.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.write(SAMPLE, SampleConfiguration.lines());
        }
    }

    static Stream<ConfigKey> keys() {
        return ConfigKey.all().stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyIsThereWithItsDefault(ConfigKey key) throws IOException {
        JsonNode inFile = sample().path(key.group()).path(key.component().getName());
        JsonNode expected =
                key.type() == String.class
                        ? YAML.getNodeFactory().textNode(key.setting().value())
                        : YAML.readTree(key.setting().value());
        assertThat(inFile).as(key.name()).isEqualTo(expected);
    }

    @Test
    void thereIsNoKeyThatTheCodeDoesNotKnow() throws IOException {
        List<String> names = new ArrayList<>();
        sample().properties()
                .forEach(
                        group ->
                                group.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                key -> names.add(group.getKey() + "." + key)));
        assertThat(names).containsExactlyElementsOf(keys().map(ConfigKey::name).toList());
    }

    @Test
    void everyCommentSaysReasonDefaultUnitAndRange() throws IOException {
        List<String> lines = Files.readAllLines(SAMPLE);
        assertThat(LineDifferences.between(SampleConfiguration.lines(), lines))
                .as("conf/server.yaml")
                .isEmpty();
    }

    @Test
    void loadingItIsLoadingTheDefaults() {
        assertThat(new ConfigLoader().file(SAMPLE).load()).isEqualTo(new ConfigLoader().load());
    }

    /** The other samples name a few keys only. */
    @Test
    void everySampleLoads() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("conf"))) {
            List<Path> samples =
                    files.filter(file -> file.toString().endsWith(".yaml"))
                            .filter(file -> !file.startsWith(KUBERNETES))
                            .toList();
            assertThat(samples)
                    .contains(
                            SAMPLE,
                            Path.of("conf/postgresql.yaml"),
                            Path.of("conf/tls/behind-proxy.yaml"));
            samples.forEach(file -> new ConfigLoader().file(file).load());
        }
    }

    @Test
    void theDatabaseOfTheSampleIsOpenedWithThePasswordOfTheEnvironment() {
        StoreConfig store =
                new ConfigLoader()
                        .file(Path.of("conf/postgresql.yaml"))
                        .environment(Map.of("RALLYPOINT_STORE_PASSWORD", "secret"))
                        .load()
                        .store();
        assertThat(store.url()).isEqualTo("jdbc:postgresql://db.internal:5432/rallypoint");
        assertThat(store.password()).isEqualTo("secret");
        assertThat(store.toString()).doesNotContain("secret");
    }

    private static JsonNode sample() throws IOException {
        return YAML.readTree(Files.readString(SAMPLE));
    }
}
