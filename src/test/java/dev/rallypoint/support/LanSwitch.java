package dev.rallypoint.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One Ethernet of a {@link NetworkLab}: {@code src/test/c/lan_switch.c}, which ends when this
 * process does. What its rules say holds for frames that come in from now on.
 */
public final class LanSwitch implements AutoCloseable {
    private static final int END_SECONDS = 10;
    private static final Pattern STATS =
            Pattern.compile(
                    "ok forwarded (\\d+) cut (\\d+) lost (\\d+) overflowed (\\d+) missed (\\d+)");

    /**
     * Frames since the start.
     *
     * @param cut by a rule
     * @param lost at random
     * @param overflowed dropped because the receiver or the switch had no room left
     * @param missed that came faster than the switch could read
     */
    public record Stats(long forwarded, long cut, long lost, long overflowed, long missed) {}

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    private LanSwitch(Process process) {
        this.process = process;
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
    }

    /**
     * @param interfaces of each port's name
     */
    static LanSwitch start(Path program, long seed, Map<String, String> interfaces)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), String.valueOf(seed)));
        interfaces.forEach((name, device) -> command.add(name + "=" + device));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        LanSwitch lan = new LanSwitch(process);
        String first = lan.answers.readLine();
        if (!"ready".equals(first)) {
            process.destroyForcibly();
            throw new IOException("the switch did not start: " + first);
        }
        return lan;
    }

    /** Nothing passes between these nodes and those, in both directions. */
    public void cut(List<Integer> these, List<Integer> those) {
        tell("cut " + list(these) + " from " + list(those));
    }

    /** Nothing passes to or from these nodes. */
    public void silence(Integer... nodes) {
        tell("silence " + list(Arrays.asList(nodes)));
    }

    /** Nothing passes between the ports of these names, in both directions. */
    public void cut(String one, String other) {
        tell("cut " + one + " from " + other);
    }

    /** Ends all cuts and silences. */
    public void heal() {
        tell("heal");
    }

    /** The one-way delay between two nodes, in both directions. */
    public void delayMs(int one, int other, double delayMs) {
        tell("delay " + one + "-" + other + " " + delayMs);
    }

    /** The one-way delay between all ports. */
    public void delayAllMs(double delayMs) {
        tell("delay all " + delayMs);
    }

    /** Frames lost at random in each direction, between all ports. */
    public void lossAllPercent(double percent) {
        tell("loss all " + percent);
    }

    public Stats stats() {
        Matcher figures = STATS.matcher(ask("stats"));
        if (!figures.matches()) {
            throw new IllegalStateException("no figures: " + figures);
        }
        List<Long> all =
                IntStream.rangeClosed(1, figures.groupCount())
                        .mapToObj(group -> Long.valueOf(figures.group(group)))
                        .toList();
        return new Stats(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4));
    }

    /** Of the switch's process. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static String list(List<Integer> nodes) {
        return nodes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private void tell(String command) {
        String answer = ask(command);
        if (!answer.equals("ok")) {
            throw new IllegalArgumentException(answer);
        }
    }

    private synchronized String ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the switch has ended");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
