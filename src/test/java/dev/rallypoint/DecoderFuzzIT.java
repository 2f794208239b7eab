package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallypoint.support.FuzzRun;
import dev.rallypoint.support.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every decoder of what comes from outside, fuzzed with coverage guidance: docs/FUZZING.md. For a
 * minute in one process; with {@code -Dfuzz.minutes=15} for so long together, each in its own.
 */
class DecoderFuzzIT {
    private static final double MINUTES =
            Double.parseDouble(System.getProperty("fuzz.minutes", "1"));
    private static final String ONLY = System.getProperty("fuzz.only", "");

    /** Below that most of the time would go into starting processes. */
    private static final double MINUTES_FOR_EACH = 3;

    /** Until a process tries its first input. */
    private static final double START_SECONDS = 2;

    private static final FuzzTarget TOGETHER =
            new FuzzTarget("dev.rallypoint.AllDecodersFuzz", "decode");
    private static final Path TOGETHER_INPUTS = FuzzRun.WORK.resolve("together");

    @Test
    void noBytesBreakADecoder() throws Exception {
        assumeTrue(MINUTES > 0, "-Dfuzz.minutes=0: the unit tests have tried all kept inputs");
        boolean isForEach = MINUTES >= MINUTES_FOR_EACH || !ONLY.isEmpty();
        List<FuzzRun.Outcome> outcomes = isForEach ? each() : together();
        List<String> table =
                new ArrayList<>(
                        List.of("| target | inputs | branches | corpus |", "|---|--:|--:|--:|"));
        outcomes.forEach(outcome -> table.add(outcome.row()));
        Files.write(Path.of("target/fuzz/decoders.md"), table);
        for (FuzzRun.Outcome outcome : outcomes) {
            assertThat(outcome.finding()).as(outcome.report()).isEmpty();
            assertThat(outcome.executions()).as(outcome.report()).isPositive();
        }
    }

    private static List<FuzzRun.Outcome> each() throws Exception {
        List<FuzzTarget> targets =
                AllDecodersFuzz.TARGETS.stream()
                        .filter(target -> target.name().contains(ONLY))
                        .toList();
        double seconds = MINUTES * 60 / targets.size() - START_SECONDS;
        List<FuzzRun.Outcome> outcomes = new ArrayList<>();
        for (FuzzTarget target : targets) {
            outcomes.add(new FuzzRun(target, (int) Math.max(1, seconds)).run());
        }
        return outcomes;
    }

    private static List<FuzzRun.Outcome> together() throws Exception {
        Files.createDirectories(TOGETHER_INPUTS);
        for (int i = 0; i < AllDecodersFuzz.TARGETS.size(); i++) {
            copyInputs((byte) i, AllDecodersFuzz.TARGETS.get(i).inputs(FuzzRun.RESOURCES));
        }
        FuzzRun.Outcome outcome =
                new FuzzRun(TOGETHER, (int) (MINUTES * 60), TOGETHER_INPUTS).run();
        if (outcome.finding().filter(file -> file.startsWith(TOGETHER_INPUTS)).isPresent()) {
            return List.of(outcome.ofTarget(keep(outcome.finding().get())));
        }
        return List.of(outcome);
    }

    private static void copyInputs(byte first, Path kept) throws IOException {
        if (!Files.isDirectory(kept)) {
            return;
        }
        try (Stream<Path> inputs = Files.list(kept)) {
            for (Path input : inputs.toList()) {
                byte[] bytes = Files.readAllBytes(input);
                byte[] withFirst = new byte[bytes.length + 1];
                withFirst[0] = first;
                System.arraycopy(bytes, 0, withFirst, 1, bytes.length);
                Files.write(TOGETHER_INPUTS.resolve(first + "-" + input.getFileName()), withFirst);
            }
        }
    }

    /** Among the inputs of the target that broke, where it is a test of its own. */
    private static FuzzTarget keep(Path crash) throws IOException {
        byte[] bytes = Files.readAllBytes(crash);
        FuzzTarget target = AllDecodersFuzz.targetOf(bytes[0]);
        Path kept = Files.createDirectories(target.inputs(FuzzRun.RESOURCES));
        Files.write(kept.resolve(crash.getFileName()), Arrays.copyOfRange(bytes, 1, bytes.length));
        Files.delete(crash);
        return target;
    }
}
