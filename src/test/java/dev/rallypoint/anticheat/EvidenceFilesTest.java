package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.AnticheatConfig;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidenceSummary;
import dev.rallypoint.contract.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence on the disk: kept over a restart, bounded, the oldest goes first. */
class EvidenceFilesTest {
    @TempDir Path directory;

    private EvidenceFiles open(int maxFiles) throws IOException {
        return EvidenceFiles.open(
                directory.resolve("evidence"), new AnticheatConfig("", false, maxFiles, 1));
    }

    private static KeptVerdict verdict(int number, double seconds) {
        return verdict(number, seconds, Drives.PLAYER);
    }

    private static KeptVerdict verdict(int number, double seconds, long player) {
        Drives drives = new Drives("");
        drives.watch = drives.referee.watch(Drives.ticket("test", ""), player).orElseThrow();
        drives.drive(10, seconds);
        drives.after(50).state.z += 80;
        drives.send();
        CheatVerdict verdict = drives.verdicts.get(0);
        String id = KeptVerdict.id(Drives.START_MS + number, new byte[] {1, (byte) number});
        return new KeptVerdict(id, "node-1", verdict);
    }

    private static void keep(EvidenceFiles files, KeptVerdict verdict) throws IOException {
        files.keep(verdict.summary(), verdict.verdict());
    }

    private long filesOnDisk() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("evidence"))) {
            return all.count();
        }
    }

    @Test
    void whatWasKeptIsReadAsItWasAlsoAfterARestart() throws IOException {
        KeptVerdict first = verdict(1, 3);
        KeptVerdict second = verdict(2, 12);
        EvidenceFiles files = open(10);
        keep(files, first);
        keep(files, second);

        for (EvidenceFiles each : List.of(files, open(10))) {
            assertThat(each.count()).isEqualTo(2);
            assertThat(each.list(Optional.empty(), 10))
                    .containsExactly(second.summary(), first.summary());
            assertThat(each.list(Optional.empty(), 1)).containsExactly(second.summary());
            assertThat(each.list(Optional.of("somebody else"), 10)).isEmpty();
            assertThat(each.list(Optional.of(first.verdict().playerId()), 10)).hasSize(2);
            assertThat(each.read(second.evidenceId())).contains(second.verdict());
        }
    }

    @Test
    void theOldestGoesFirst() throws IOException {
        EvidenceFiles files = open(3);
        for (int i = 1; i <= 5; i++) {
            keep(files, verdict(i, 1));
        }

        assertThat(files.list(Optional.empty(), 10))
                .extracting(EvidenceSummary::evidenceId)
                .containsExactly(
                        verdict(5, 1).evidenceId(),
                        verdict(4, 1).evidenceId(),
                        verdict(3, 1).evidenceId());
        assertThat(filesOnDisk()).isEqualTo(3);
        assertThat(open(2).count()).isEqualTo(2);
        assertThat(filesOnDisk()).isEqualTo(2);
    }

    @Test
    void nobodyPushesOutTheEvidenceAgainstOthers() throws IOException {
        EvidenceFiles files = open(20);
        keep(files, verdict(1, 1, 77));
        for (int i = 2; i <= 40; i++) {
            keep(files, verdict(i, 1));
        }

        assertThat(files.list(Optional.of(Ids.playerId(77)), 10)).hasSize(1);
        assertThat(files.list(Optional.of(Ids.playerId(Drives.PLAYER)), 40)).hasSize(8);
        assertThat(files.list(Optional.empty(), 1)).containsExactly(verdict(40, 1).summary());
        assertThat(filesOnDisk()).isEqualTo(9);
    }

    @Test
    void whatWasBegunAndNotEndedIsRemovedAtTheNextStart() throws IOException {
        keep(open(5), verdict(1, 1));
        Files.writeString(directory.resolve("evidence").resolve("draft123.tmp"), "half");

        assertThat(open(5).count()).isEqualTo(1);
        assertThat(filesOnDisk()).isEqualTo(1);
    }

    @Test
    void theyTakeNoMoreDiskThanAllowed() throws IOException {
        EvidenceFiles files = open(1_000);
        for (int i = 1; i <= 60; i++) {
            keep(files, verdict(i, 11, i));
        }

        long bytes = 0;
        try (Stream<Path> all = Files.list(directory.resolve("evidence"))) {
            for (Path file : all.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isBetween(900_000L, 1L << 20);
        assertThat(files.count()).isLessThan(60);
    }

    @Test
    void idsLeadNowhereElseAndDamageIsPassedOver() throws IOException {
        Files.writeString(directory.resolve("secret.json"), "{}\n{}\n");
        EvidenceFiles files = open(10);
        KeptVerdict kept = verdict(1, 1);
        keep(files, kept);
        Path evidence = directory.resolve("evidence");
        Files.writeString(evidence.resolve("broken.json"), "{\"evidenceId\":");
        Files.writeString(evidence.resolve("empty.json"), "");
        Files.copy(evidence.resolve(kept.evidenceId() + ".json"), evidence.resolve("renamed.json"));

        EvidenceFiles again = open(10);
        assertThat(again.count()).isEqualTo(1);
        for (String id : List.of("../secret", "", "broken", "renamed", "/etc/passwd")) {
            assertThat(again.read(id)).as(id).isEmpty();
        }
        Files.delete(evidence.resolve(kept.evidenceId() + ".json"));
        assertThat(again.read(kept.evidenceId())).isEmpty();
    }
}
