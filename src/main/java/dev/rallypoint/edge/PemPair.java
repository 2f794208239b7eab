package dev.rallypoint.edge;

import dev.rallypoint.contract.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The two files of {@code tls.directory} as they were read, links followed. Equal by content.
 *
 * @param certificates PEM, the server's own first
 * @param key PEM
 */
record PemPair(byte[] certificates, byte[] key) {
    /** A chain is a few KB; what is larger is another file. */
    private static final long MAX_BYTES = 1 << 20;

    /**
     * @throws IOException naming the file that cannot be read
     */
    static PemPair read(TlsConfig config) throws IOException {
        Path directory = Path.of(config.directory());
        return new PemPair(
                read("tls.certificate", directory.resolve(config.certificate())),
                read("tls.key", directory.resolve(config.key())));
    }

    private static byte[] read(String setting, Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(
                    setting + " = " + file + " is not there, or may not be read by this user");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(setting + " = " + file + " is too large for a PEM file");
        }
        return Files.readAllBytes(file);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PemPair pair
                && Arrays.equals(certificates, pair.certificates)
                && Arrays.equals(key, pair.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(certificates);
    }

    @Override
    public String toString() {
        return "PemPair[" + certificates.length + " bytes of certificates, key not shown]";
    }
}
