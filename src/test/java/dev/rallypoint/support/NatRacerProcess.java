package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A {@link NatRacer} on a machine of a {@link NatLab}, and all it said. */
public final class NatRacerProcess implements AutoCloseable {
    /**
     * Something it said.
     *
     * @param atNanos when this process read it
     * @param ms since the command before
     */
    public record Line(long atNanos, String word, long ms, String more) {
        static Line of(String text, long atNanos) {
            String[] words = text.split(" ", 3);
            return new Line(
                    atNanos, words[0], Long.parseLong(words[1]), words.length > 2 ? words[2] : "");
        }
    }

    private final Process process;
    private final Writer commands;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private NatRacerProcess(Process process) {
        this.process = process;
        this.commands = process.outputWriter();
    }

    /**
     * @param where what its command begins with
     */
    public static NatRacerProcess start(List<String> where) throws IOException {
        List<String> command = new ArrayList<>(where);
        command.addAll(
                List.of(
                        NodeProcess.java(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        Path.of("target", "test-classes") + ":" + Path.of("target", "classes"),
                        NatRacer.class.getName()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        NatRacerProcess racer = new NatRacerProcess(process);
        Thread reader = new Thread(racer::read, "nat-racer");
        reader.setDaemon(true);
        reader.start();
        racer.await("ready", Duration.ofSeconds(20));
        return racer;
    }

    private void read() {
        try (BufferedReader says = process.inputReader()) {
            for (String line = says.readLine(); line != null; line = says.readLine()) {
                lines.add(Line.of(line, System.nanoTime()));
            }
        } catch (IOException cutOff) {
            lines.add(new Line(System.nanoTime(), "ended", 0, cutOff.toString()));
        }
    }

    /** Forgets what it said, and tells it to do something. */
    public void tell(String command) {
        lines.clear();
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells it, and waits for the answer. */
    public Line ask(String command, String answer) {
        tell(command);
        return await(answer, Duration.ofSeconds(20));
    }

    /** The first line with this word since the last command. */
    public Line await(String word, Duration limit) {
        Optional<Line> found = await(line -> line.word().equals(word), limit);
        assertThat(found).as("%s within %s of %s", word, limit, notable()).isPresent();
        return found.get();
    }

    /** The first line of the kind since the last command; empty if none came in time. */
    public Optional<Line> await(Predicate<Line> kind, Duration limit) {
        long untilNanos = System.nanoTime() + limit.toNanos();
        Optional<Line> found = first(kind);
        while (found.isEmpty() && System.nanoTime() < untilNanos) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            found = first(kind);
        }
        return found;
    }

    private Optional<Line> first(Predicate<Line> kind) {
        return lines.stream().filter(kind).findFirst();
    }

    /** What it said since the last command, without the states. */
    public List<Line> notable() {
        return lines.stream().filter(line -> !line.word().equals("state")).toList();
    }

    /** When it heard a state of another since the last command. */
    public List<Long> statesNanos() {
        return lines.stream()
                .filter(line -> line.word().equals("state"))
                .map(Line::atNanos)
                .toList();
    }

    /** The longest time without a state, from the last one before a moment to so long after it. */
    public long longestGapMs(long sinceNanos, Duration until) {
        long untilNanos = sinceNanos + until.toNanos();
        await(
                line -> line.word().equals("state") && line.atNanos() >= untilNanos,
                until.plus(until));
        List<Long> heard = statesNanos();
        long longest = 0;
        for (int i = 1; i < heard.size(); i++) {
            boolean isBetween = heard.get(i) > sinceNanos && heard.get(i - 1) < untilNanos;
            longest = Math.max(longest, isBetween ? heard.get(i) - heard.get(i - 1) : 0);
        }
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
