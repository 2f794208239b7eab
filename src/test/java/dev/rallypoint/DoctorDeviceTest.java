package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorDeviceTest {
    private static final URI SERVER = URI.create("https://play.example:25566");

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("state").resolve("doctor-device");
    }

    @Test
    void isTheSameAtEachRunAndAnotherForEachServer() throws IOException {
        String first;
        try (DoctorDevice device = DoctorDevice.open(file())) {
            first = device.of(SERVER).orElseThrow();
            assertThat(device.of(URI.create("https://other.example"))).isPresent();
            assertThat(device.of(URI.create("https://other.example")).get()).isNotEqualTo(first);
        }
        try (DoctorDevice again = DoctorDevice.open(file())) {
            assertThat(again.of(SERVER)).contains(first);
            assertThat(again.of(SERVER.resolve("/some/path"))).contains(first);
        }
        assertThat(first).hasSizeGreaterThanOrEqualTo(32);
        assertThat(Files.readString(file())).doesNotContain(first);
        assertThat(Files.getPosixFilePermissions(file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void twoDoctorsAtATimeAreNotTheSameGuests() throws IOException {
        try (DoctorDevice first = DoctorDevice.open(file());
                DoctorDevice second = DoctorDevice.open(file())) {
            assertThat(first.of(SERVER)).isPresent();
            assertThat(second.of(SERVER)).isEmpty();
        }
    }

    @Test
    void whereNothingCanBeKeptThereIsNone() throws IOException {
        Path occupied = Files.writeString(folder.resolve("file"), "not a folder");

        try (DoctorDevice device = DoctorDevice.open(occupied.resolve("x").resolve("y"))) {
            assertThat(device.of(SERVER)).isEmpty();
        }
    }

    @Test
    void liesWhereTheSystemKeepsSuchFiles() {
        assertThat(DoctorDevice.fileOf(Map.of(), "/home/ann"))
                .isEqualTo(Path.of("/home/ann/.local/state/rallypoint/doctor-device"));
        assertThat(DoctorDevice.fileOf(Map.of("XDG_STATE_HOME", "/s"), "/home/ann"))
                .isEqualTo(Path.of("/s/rallypoint/doctor-device"));
    }
}
