package dev.rallypoint.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which processes run where.
 *
 * @param load the first core this process may use; empty = not pinned
 * @param relay the last one
 * @param note for people
 */
public record Cores(OptionalInt load, OptionalInt relay, String note) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final String TOOL = "taskset";

    /** Pinned where there are two cores and {@code taskset}. */
    public static Cores ofThisMachine() {
        List<Integer> allowed = allowed();
        if (allowed.size() < 2) {
            return notPinned("this process may use one core only");
        }
        if (!hasTool()) {
            return notPinned("there is no taskset here (util-linux has it)");
        }
        return of(allowed.get(0), allowed.get(allowed.size() - 1));
    }

    static Cores of(int load, int relay) {
        return new Cores(
                OptionalInt.of(load),
                OptionalInt.of(relay),
                "load pinned to core " + load + ", relay to core " + relay);
    }

    private static Cores notPinned(String why) {
        return new Cores(
                OptionalInt.empty(), OptionalInt.empty(), "NOT pinned, so figures wander: " + why);
    }

    /** The command, bound to that core if there is one. */
    public static List<String> pinned(OptionalInt core, List<String> command) {
        List<String> words = new ArrayList<>();
        core.ifPresent(number -> words.addAll(List.of(TOOL, "-c", Integer.toString(number))));
        words.addAll(command);
        return words;
    }

    private static List<Integer> allowed() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(ALLOWED)) {
                    return parse(line.substring(ALLOWED.length()).strip());
                }
            }
        } catch (IOException notLinux) {
            return List.of();
        }
        return List.of();
    }

    /** The kernel's list form: {@code 0-3,8}. */
    static List<Integer> parse(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String range : list.split(",")) {
            String[] ends = range.split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    private static boolean hasTool() {
        String path = System.getenv().getOrDefault("PATH", "");
        return List.of(path.split(File.pathSeparator)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, TOOL)));
    }
}
