package dev.rallypoint.runtime;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What operators prove themselves with. One token is the admin's: from the configuration, or from a
 * file beside the keys that is made at first start with mode 0600. The others have names and roles
 * and are known by their hash alone: from {@code ops.tokens} and the file {@code operator-tokens}
 * beside the keys, which is read anew when it changes. Thread-safe.
 */
public final class OperatorTokens {
    static final String ADMIN_FILE = "operator-token";
    static final String NAMED_FILE = "operator-tokens";

    /** Who has the token of {@code ops.token}. */
    static final String ADMIN_NAME = "operator";

    private static final int MIN_CHARACTERS = 16;
    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,31}";
    private static final String SHAPE =
            "name:role:hash, where the role is viewer, moderator or admin and the hash is the"
                    + " token's SHA-256 as 64 hexadecimal digits";

    private record Entry(Operator operator, byte[] hash) {}

    private final List<Entry> fixed;
    private final Path namedFile;
    private volatile List<Entry> entries;
    private String namedText = "";

    private OperatorTokens(List<Entry> fixed, Path namedFile) {
        this.fixed = List.copyOf(fixed);
        this.namedFile = namedFile;
        this.entries = this.fixed;
    }

    /**
     * @throws ConfigException if a token is too short, a line is none, or a file cannot be used
     */
    public static OperatorTokens load(Config config, Path dataDirectory, Entropy entropy) {
        Path directory = new KeyFiles(config.keys(), dataDirectory).directory();
        List<Entry> fixed = new ArrayList<>();
        fixed.add(adminEntry(config.ops().token(), directory.resolve(ADMIN_FILE), entropy));
        config.ops().tokens().forEach(line -> fixed.add(entryOf("ops.tokens", line)));
        OperatorTokens tokens = new OperatorTokens(fixed, directory.resolve(NAMED_FILE));
        refuseDuplicates("ops.tokens", fixed);
        tokens.refresh();
        return tokens;
    }

    private static Entry adminEntry(String configured, Path file, Entropy entropy) {
        if (!configured.isEmpty()) {
            return adminEntry("ops.token", configured);
        }
        try {
            PrivateFiles.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                KeyFiles.create(file, KeyRing.line(KeyFiles.newSecret(entropy), 0));
            }
            return adminEntry(file.toString(), Files.readString(file).strip());
        } catch (IOException e) {
            throw new ConfigException("cannot read or make the token file " + file + ": " + e, e);
        }
    }

    /**
     * @param source the key or file that is to blame if the token is no good
     */
    private static Entry adminEntry(String source, String token) {
        if (token.length() < MIN_CHARACTERS || !token.matches("[!-~]+")) {
            throw new ConfigException(
                    source
                            + " must be "
                            + MIN_CHARACTERS
                            + " or more visible ASCII characters without spaces");
        }
        return new Entry(new Operator(ADMIN_NAME, OperatorRole.ADMIN), Sha256.of(token));
    }

    private static Entry entryOf(String source, String line) {
        String[] parts = line.split(":", -1);
        Optional<OperatorRole> role =
                parts.length == 3 ? OperatorRole.of(parts[1]) : Optional.empty();
        if (role.isEmpty() || !parts[0].matches(NAME) || !parts[2].matches("[0-9a-fA-F]{64}")) {
            // The line is not shown: somebody may have put the token itself there.
            throw new ConfigException(source + " wants " + SHAPE);
        }
        byte[] hash = HexFormat.of().parseHex(parts[2].toLowerCase(Locale.ROOT));
        return new Entry(new Operator(parts[0], role.get()), hash);
    }

    /** A name in the audit trail must be one person. */
    private static void refuseDuplicates(String source, List<Entry> entries) {
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            if (!names.add(entry.operator().name())) {
                throw new ConfigException(
                        source + " names " + entry.operator().name() + " a second time");
            }
        }
    }

    /**
     * Reads the file of named tokens if it has changed. Blocks.
     *
     * @return whether it had
     * @throws ConfigException if it cannot be used; what was known before stays in force
     */
    public synchronized boolean refresh() {
        String text = readNamed();
        if (text.equals(namedText)) {
            return false;
        }
        List<Entry> all = new ArrayList<>(fixed);
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> all.add(entryOf(namedFile.toString(), line)));
        refuseDuplicates(namedFile.toString(), all);
        namedText = text;
        entries = List.copyOf(all);
        return true;
    }

    private String readNamed() {
        try {
            if (!Files.exists(namedFile)) {
                return "";
            }
            if (Files.getFileStore(namedFile).supportsFileAttributeView("posix")) {
                requirePrivate();
            }
            return Files.readString(namedFile);
        } catch (IOException e) {
            throw new ConfigException("cannot read the token file " + namedFile + ": " + e, e);
        }
    }

    private void requirePrivate() throws IOException {
        Set<PosixFilePermission> others =
                EnumSet.complementOf(
                        EnumSet.of(
                                PosixFilePermission.OWNER_READ,
                                PosixFilePermission.OWNER_WRITE,
                                PosixFilePermission.OWNER_EXECUTE));
        others.retainAll(Files.getPosixFilePermissions(namedFile));
        if (!others.isEmpty()) {
            throw new ConfigException(
                    namedFile + " may be used by others than its owner: chmod 600 " + namedFile);
        }
    }

    /** Whose token it is; takes the same time whoever's it is and however much of it is right. */
    public Optional<Operator> find(String candidate) {
        byte[] hash = Sha256.of(candidate);
        Optional<Operator> found = Optional.empty();
        for (Entry entry : entries) {
            boolean isHis = MessageDigest.isEqual(entry.hash(), hash);
            found = isHis ? Optional.of(entry.operator()) : found;
        }
        return found;
    }

    /** Never shows a token. */
    @Override
    public String toString() {
        return "OperatorTokens[not shown]";
    }
}
