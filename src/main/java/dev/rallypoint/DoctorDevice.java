package dev.rallypoint;

import dev.rallypoint.runtime.PrivateFiles;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What makes this user's doctor the same two guests at each run, so that a server's database does
 * not grow with every look at it: a secret in a file of his, and one made of it for each server,
 * for none must be able to be this guest at another. One doctor at a time has it.
 */
final class DoctorDevice implements AutoCloseable {
    private static final int SECRET_BYTES = 32;
    private final Optional<FileChannel> file;
    private final Optional<String> secret;

    private DoctorDevice(Optional<FileChannel> file, Optional<String> secret) {
        this.file = file;
        this.secret = secret;
    }

    /** Where the system keeps such files (XDG Base Directory Specification). */
    static Path fileOf(Map<String, String> environment, String home) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path folder = state.isBlank() ? Path.of(home, ".local", "state") : Path.of(state);
        return folder.resolve("rallypoint").resolve("doctor-device");
    }

    /** Takes it, or makes it; where that cannot be, or another doctor has it, there is none. */
    static DoctorDevice open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            PrivateFiles.createFile(path);
            FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                return open(channel);
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException | OverlappingFileLockException notOurs) {
            return new DoctorDevice(Optional.empty(), Optional.empty());
        }
    }

    private static DoctorDevice open(FileChannel channel) throws IOException {
        if (channel.tryLock() == null) {
            throw new IOException("another doctor has it");
        }
        if (channel.size() != 2L * SECRET_BYTES) {
            byte[] fresh = new byte[SECRET_BYTES];
            new SecureEntropy().fill(fresh);
            byte[] text = HexFormat.of().formatHex(fresh).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0).write(ByteBuffer.wrap(text), 0);
        }
        ByteBuffer read = ByteBuffer.allocate(2 * SECRET_BYTES);
        channel.read(read, 0);
        String secret = StandardCharsets.US_ASCII.decode(read.flip()).toString();
        return new DoctorDevice(Optional.of(channel), Optional.of(secret));
    }

    /** The secret for one server; empty if its guests are to be new ones. */
    Optional<String> of(URI server) {
        return secret.map(
                own -> Sha256.hex(own + "\n" + server.getScheme() + "://" + server.getAuthority()));
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
