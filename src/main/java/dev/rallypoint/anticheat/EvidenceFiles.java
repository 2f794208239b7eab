package dev.rallypoint.anticheat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.contract.AnticheatConfig;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidenceSummary;
import dev.rallypoint.runtime.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The evidence that one node keeps, a file a verdict: its first line is the summary, so that a
 * start reads no more than that, its second the verdict. Names sort by age; the oldest go when
 * there are too many or they are too large together, and before them those of a player who has so
 * many that nobody else's would stay. Blocks; safe for several threads.
 */
final class EvidenceFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".json";

    /** It names a file of this directory and no other. */
    private static final String ID = "[A-Za-z0-9_-]{1,64}";

    private static final String DRAFTS = "draft*.tmp";
    private static final long MEBIBYTE = 1L << 20;

    /** The part of all files that may be one player's, and a number that anybody may have. */
    private static final int SHARE = 10;

    private static final int SOME = 8;

    private record Kept(EvidenceSummary summary, long bytes) {}

    private final Path directory;
    private final int maxFiles;
    private final long maxBytes;

    /** By id, the oldest first. */
    private final TreeMap<String, Kept> kept = new TreeMap<>();

    private long bytes;
    private volatile int count;

    private EvidenceFiles(Path directory, AnticheatConfig config) {
        this.directory = directory;
        maxFiles = config.evidenceFiles();
        maxBytes = config.evidenceMebibytes() * MEBIBYTE;
    }

    /**
     * Opens the directory, or makes it. A file that cannot be read is left alone.
     *
     * @throws IOException if the directory cannot be used
     */
    static EvidenceFiles open(Path directory, AnticheatConfig config) throws IOException {
        PrivateFiles.createDirectories(directory);
        removeDrafts(directory);
        EvidenceFiles files = new EvidenceFiles(directory, config);
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                files.find(file);
            }
        }
        files.makeRoom();
        return files;
    }

    /** Of a life that ended while it wrote. */
    private static void removeDrafts(Path directory) throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, DRAFTS)) {
            for (Path draft : drafts) {
                Files.delete(draft);
            }
        }
    }

    private void find(Path file) throws IOException {
        Optional<EvidenceSummary> summary = summary(file);
        if (summary.isPresent()) {
            String id = summary.get().evidenceId();
            if (file(id).getFileName().equals(file.getFileName())) {
                remember(summary.get(), Files.size(file));
            }
        }
    }

    private static Optional<EvidenceSummary> summary(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String first = in.readLine();
            return first == null
                    ? Optional.empty()
                    : Optional.ofNullable(JSON.readValue(first, EvidenceSummary.class))
                            .filter(EvidenceFiles::isWhole);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(EvidenceSummary summary) {
        boolean isThere =
                Stream.of(
                                summary.evidenceId(),
                                summary.nodeId(),
                                summary.playerId(),
                                summary.lobbyId(),
                                summary.cause())
                        .allMatch(Objects::nonNull);
        return isThere && summary.evidenceId().matches(ID);
    }

    private void remember(EvidenceSummary summary, long size) {
        kept.put(summary.evidenceId(), new Kept(summary, size));
        bytes += size;
    }

    /**
     * @param summary its id names the file
     */
    synchronized void keep(EvidenceSummary summary, CheatVerdict verdict) throws IOException {
        String text =
                JSON.writeValueAsString(summary) + '\n' + JSON.writeValueAsString(verdict) + '\n';
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        Path draft = PrivateFiles.createTemporary(directory);
        try {
            Files.write(draft, content);
            Files.move(draft, file(summary.evidenceId()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        remember(summary, content.length);
        List<String> his = ids(summary.playerId());
        if (his.size() > Math.max(SOME, maxFiles / SHARE)) {
            forget(his.get(0));
        }
        makeRoom();
    }

    /** Of one player, the oldest first. */
    private List<String> ids(String playerId) {
        return kept.entrySet().stream()
                .filter(each -> each.getValue().summary().playerId().equals(playerId))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void makeRoom() throws IOException {
        while (kept.size() > maxFiles || bytes > maxBytes && kept.size() > 1) {
            forget(kept.firstKey());
        }
        count = kept.size();
    }

    private void forget(String id) throws IOException {
        bytes -= kept.remove(id).bytes();
        Files.deleteIfExists(file(id));
    }

    private Path file(String id) {
        return directory.resolve(id + SUFFIX);
    }

    /** The newest first. */
    synchronized List<EvidenceSummary> list(Optional<String> playerId, int limit) {
        List<EvidenceSummary> found = new ArrayList<>();
        for (Kept each : kept.descendingMap().values()) {
            boolean wanted = playerId.map(each.summary().playerId()::equals).orElse(true);
            if (wanted && found.size() < limit) {
                found.add(each.summary());
            }
        }
        return found;
    }

    /** Only what {@link #list} names is looked for on the disk. */
    Optional<CheatVerdict> read(String id) throws IOException {
        synchronized (this) {
            if (!kept.containsKey(id)) {
                return Optional.empty();
            }
        }
        try (BufferedReader in = Files.newBufferedReader(file(id))) {
            in.readLine();
            String verdict = in.readLine();
            return verdict == null
                    ? Optional.empty()
                    : Optional.ofNullable(JSON.readValue(verdict, CheatVerdict.class));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Never waits for the disk. */
    int count() {
        return count;
    }
}
