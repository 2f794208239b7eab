package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeysTest {
    private static final Config.Keys NONE = new Config.Keys("", "", "", "");
    private final Entropy entropy = new Random(7)::nextBytes;
    @TempDir Path data;

    @Test
    void keysAreMadeOnceAndKept() {
        NodeKeys first = NodeKeys.load(NONE, data, entropy);
        NodeKeys second = NodeKeys.load(NONE, data, entropy);
        assertThat(second.netcode102()).isEqualTo(first.netcode102()).hasSize(32);
        assertThat(second.accessToken()).isEqualTo(first.accessToken());
        assertThat(first.netcode101()).isNotEqualTo(first.netcode102());
    }

    @Test
    void keyFilesBelongToTheirOwnerAlone() throws IOException {
        NodeKeys.load(NONE, data, entropy);
        Path keys = data.resolve("keys");
        assertThat(mode(keys)).isEqualTo("rwx------");
        try (var files = Files.list(keys)) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(f -> assertThat(mode(f)).isEqualTo("rw-------"));
        }
    }

    @Test
    void configuredKeysWinAndNoFileIsMade() {
        byte[] wanted = new byte[32];
        String a = Base64.getEncoder().encodeToString(wanted);
        wanted[0] = 1;
        String b = Base64.getEncoder().encodeToString(wanted);
        NodeKeys keys = NodeKeys.load(new Config.Keys("", a, b, a), data, entropy);
        assertThat(keys.netcode101()).isEqualTo(wanted);
        assertThat(data.resolve("keys")).doesNotExist();
    }

    @Test
    void aWrongKeyIsRefusedWithoutShowingIt() {
        assertThatThrownBy(
                        () -> NodeKeys.load(new Config.Keys("", "c2hvcnQ=", "", ""), data, entropy))
                .hasMessage("keys.netcode102 must be base64 of exactly 32 bytes");
        assertThatThrownBy(
                        () -> NodeKeys.load(new Config.Keys("", "#secret", "", ""), data, entropy))
                .hasMessage("keys.netcode102 is not base64");
    }

    @Test
    void aDamagedKeyFileIsRefusedWithTheNextStep() throws IOException {
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(data.resolve("keys/netcode102.key"), "#damaged");
        assertThatThrownBy(() -> NodeKeys.load(new Config.Keys("", "", "", ""), data, entropy))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("netcode102.key is not base64. Restore the file, or delete")
                .hasMessageNotContaining("#damaged");
    }

    @Test
    void bothNetcodeVersionsMayNotShareAKey() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        assertThatThrownBy(() -> NodeKeys.load(new Config.Keys("", key, key, key), data, entropy))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void theEpochGrowsWithEveryStartAndTheIdStays() {
        String id;
        try (NodeIdentity first = NodeIdentity.open(data, entropy)) {
            id = first.nodeId();
            assertThat(first.restartEpoch()).isEqualTo(1);
        }
        try (NodeIdentity second = NodeIdentity.open(data, entropy)) {
            assertThat(second.nodeId()).isEqualTo(id).matches("node-[0-9a-f]{8}");
            assertThat(second.restartEpoch()).isEqualTo(2);
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
