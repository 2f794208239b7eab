package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.KeysConfig;
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
    private static final KeysConfig NONE = new KeysConfig("", "", "", "");
    private final Entropy entropy = new Random(7)::nextBytes;
    @TempDir Path data;

    @Test
    void keysAreMadeOnceAndKept() {
        NodeKeys first = NodeKeys.load(NONE, data, entropy);
        NodeKeys second = NodeKeys.load(NONE, data, entropy);
        for (String name : KeyFiles.NAMES) {
            assertThat(second.ring(name)).isEqualTo(first.ring(name));
            assertThat(first.ring(name).at(0).secret()).hasSize(32);
        }
        assertThat(first.tokenKeys().key101(0)).isNotEqualTo(first.tokenKeys().key102(0));
        assertThat(first.accessToken().at(0).usedFromMs()).as("has an age").isPositive();
    }

    @Test
    void changedFilesAreFollowedAndDamagedOnesAreNot() throws IOException {
        NodeKeys keys = NodeKeys.load(NONE, data, entropy);
        KeyRing before = keys.accessToken();
        assertThat(keys.reload()).isEmpty();
        assertThat(keys.accessToken()).isSameAs(before);

        KeyFiles files = new KeyFiles(NONE, data);
        files.change(
                "accessToken",
                ring -> new KeyRotation(0, 60_000, 0).replace("keys.accessToken", entropy));
        assertThat(keys.reload()).containsExactly("accessToken");
        KeyRing after = keys.accessToken();
        assertThat(after).isNotEqualTo(before);

        Files.writeString(files.file("accessToken"), "half a key");
        assertThatThrownBy(keys::reload).isInstanceOf(ConfigException.class);
        assertThat(keys.accessToken()).isSameAs(after);
        Files.delete(files.file("accessToken"));
        assertThatThrownBy(keys::reload).isInstanceOf(ConfigException.class);
        assertThat(keys.accessToken()).isSameAs(after);
    }

    @Test
    void aChangedFileStaysItsOwnersAlone() {
        NodeKeys keys = NodeKeys.load(NONE, data, entropy);
        KeyFiles files = new KeyFiles(NONE, data);
        KeyRotation rotation = new KeyRotation(System.currentTimeMillis(), 60_000, 0);
        files.change("netcode102", ring -> rotation.rotate("keys.netcode102", ring, entropy));
        assertThat(mode(files.file("netcode102"))).isEqualTo("rw-------");
        keys.reload();
        assertThat(keys.ring("netcode102").keys()).hasSize(2);
        assertThat(keys.toString() + keys.tokenKeys())
                .contains(keys.ring("netcode102").keys().get(1).id());
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
        NodeKeys keys = NodeKeys.load(new KeysConfig("", a, b, a), data, entropy);
        assertThat(keys.tokenKeys().key101(0)).isEqualTo(wanted);
        assertThat(data.resolve("keys")).doesNotExist();
    }

    @Test
    void aWrongKeyIsRefusedWithoutShowingIt() {
        assertThatThrownBy(
                        () -> NodeKeys.load(new KeysConfig("", "c2hvcnQ=", "", ""), data, entropy))
                .hasMessage("keys.netcode102 must be base64 of exactly 32 bytes");
        assertThatThrownBy(
                        () -> NodeKeys.load(new KeysConfig("", "#secret", "", ""), data, entropy))
                .hasMessage("keys.netcode102 is not base64");
    }

    @Test
    void aDamagedKeyFileIsRefusedWithTheNextStep() throws IOException {
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(data.resolve("keys/netcode102.key"), "#damaged");
        assertThatThrownBy(() -> NodeKeys.load(new KeysConfig("", "", "", ""), data, entropy))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("netcode102.key is not base64. Restore the file, or delete")
                .hasMessageNotContaining("#damaged");
    }

    @Test
    void bothNetcodeVersionsMayNotShareAKey() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        assertThatThrownBy(() -> NodeKeys.load(new KeysConfig("", key, key, key), data, entropy))
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
