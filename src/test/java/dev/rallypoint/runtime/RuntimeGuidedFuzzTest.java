package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.ConfigKey;
import dev.rallypoint.support.Frugal;
import dev.rallypoint.support.Samples;
import dev.rallypoint.support.Scratch;
import dev.rallypoint.support.SeededEntropy;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Files and settings of operators, and messages of other nodes. */
class RuntimeGuidedFuzzTest {
    private static final String ADMIN = "0123456789abcdef";
    private static final Class<?>[] MESSAGES = BusMessage.types().toArray(Class<?>[]::new);
    private static final Path DATA = Scratch.directory();
    private static final Path OPERATOR_FILE = operatorFile();
    private static final OperatorTokens OPERATORS =
            OperatorTokens.load(
                    new ConfigLoader().assignments(List.of("ops.token=" + ADMIN)).load(),
                    DATA,
                    new SeededEntropy(1));

    private static Path operatorFile() {
        try {
            Path keys = Files.createDirectories(DATA.resolve("keys"));
            Path file = Files.createFile(keys.resolve(OperatorTokens.NAMED_FILE));
            return Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A configuration, or one exception that says where to look; printed, it shows no secret. */
    @FuzzTest
    void configFile(byte[] bytes) throws IOException {
        Path file = Files.write(DATA.resolve("server.yaml"), bytes);
        try {
            ConfigLoader loader = new ConfigLoader().file(file);
            assertThat(loader.load()).isNotNull();
            assertThat(loader.print()).contains("relay:");
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }

    /** {@code --set} and environment variables. */
    @FuzzTest
    void configValue(FuzzedDataProvider data) {
        ConfigKey key = data.pickValue(ConfigKey.all());
        boolean isVariable = data.consumeBoolean();
        String value = data.consumeRemainingAsString();
        try {
            ConfigLoader loader = new ConfigLoader();
            if (isVariable) {
                loader.environment(Map.of(key.environmentName(), value));
            } else {
                loader.assignments(List.of(key.name() + "=" + value));
            }
            assertThat(loader.load()).isNotNull();
            if (key.setting().secret() && value.length() > 20) {
                assertThat(loader.print()).doesNotContain(value);
            }
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).contains(key.name());
            if (key.setting().secret() && value.length() > 20) {
                assertThat(declared.getMessage()).doesNotContain(value);
            }
        }
    }

    /** A key file: keys in their order that are the same when written again; never shown. */
    @FuzzTest
    void keyFile(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            KeyRing keys =
                    Frugal.decode(
                            bytes.length,
                            256,
                            () -> KeyRing.parse("keys.accessToken", "file", text));
            assertThat(KeyRing.parse("keys.accessToken", "file", keys.toSecretText()))
                    .isEqualTo(keys);
            assertThat(keys.keys()).contains(keys.at(0), keys.at(Long.MAX_VALUE));
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).startsWith("file");
        }
    }

    /** Refused or read whole; the operators that were known before stay known. */
    @FuzzTest
    void operatorFile(byte[] bytes) throws IOException {
        Files.write(OPERATOR_FILE, bytes);
        try {
            OPERATORS.refresh();
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).contains(OperatorTokens.NAMED_FILE);
        }
        assertThat(OPERATORS.find(new String(bytes, StandardCharsets.UTF_8))).isEmpty();
        assertThat(OPERATORS.find(ADMIN)).isPresent();
    }

    /** {@code node.properties}: a name and an epoch that grows, or one exception. */
    @FuzzTest
    void nodeProperties(byte[] bytes) throws IOException {
        Path node = Files.createDirectories(DATA.resolve("node"));
        Files.write(node.resolve("node.properties"), bytes);
        try {
            NodeIdentity first = openAndClose(node);
            NodeIdentity second = openAndClose(node);
            assertThat(second.nodeId()).isEqualTo(first.nodeId());
            assertThat(second.restartEpoch()).isEqualTo(first.restartEpoch() + 1);
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }

    private static NodeIdentity openAndClose(Path node) {
        NodeIdentity identity = NodeIdentity.open(node, new SeededEntropy(1));
        identity.close();
        return identity;
    }

    /** Every message of the event bus, as another node sends it. */
    @FuzzTest
    void busMessage(FuzzedDataProvider data) {
        Class<?> type = data.pickValue(MESSAGES);
        boolean isOwnLength = data.consumeBoolean();
        int length = data.consumeInt();
        byte[] json =
                data.consumeBoolean()
                        ? data.consumeRemainingAsBytes()
                        : Samples.edited(Samples.of(type), data).getBytes(StandardCharsets.UTF_8);
        VertxJsonCodec<?> codec = new VertxJsonCodec<>(type);
        Buffer wire =
                Buffer.buffer().appendInt(isOwnLength ? json.length : length).appendBytes(json);
        Frugal.decode(json.length, 1_000, () -> readAgain(codec, wire));
    }

    private static <T> boolean readAgain(VertxJsonCodec<T> codec, Buffer wire) {
        try {
            T message = codec.decodeFromWire(0, wire);
            Buffer copy = Buffer.buffer();
            codec.encodeToWire(copy, message);
            assertThat(codec.decodeFromWire(0, copy)).isEqualTo(message);
            return true;
        } catch (IllegalStateException declared) {
            return false;
        }
    }
}
