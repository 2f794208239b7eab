package dev.rallypoint.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The voters a node goes by. Mostly one set; while they change, a write needs a majority of every
 * set in here, so that no two sides of a split can go by different ones.
 *
 * @param sets the oldest first; empty in a message of a node that does not know yet
 */
record Ballot(List<Voters> sets) {
    private static final Comparator<Voters> BY_AGE =
            Comparator.comparingLong(Voters::version)
                    .thenComparing(voters -> String.join(" ", voters.nodeIds()));

    Ballot {
        sets = sets.stream().distinct().sorted(BY_AGE).toList();
    }

    static Ballot of(Voters voters) {
        return new Ballot(List.of(voters));
    }

    static Ballot unknown() {
        return new Ballot(List.of());
    }

    boolean isUnknown() {
        return sets.isEmpty();
    }

    /** The one that everybody who counts knows. */
    Voters settled() {
        return sets.get(0);
    }

    Voters newest() {
        return sets.get(sets.size() - 1);
    }

    /** The first set that is newer. */
    Optional<Voters> after(Voters voters) {
        return sets.stream().filter(set -> set.version() > voters.version()).findFirst();
    }

    /** Whether two sides that met again had each made a newest set of their own. */
    boolean isTied() {
        return sets.stream().filter(set -> set.version() == newest().version()).count() > 1;
    }

    /** With what another node knows: a set that somebody has given up is over for all. */
    Ballot learn(Ballot other) {
        if (other.isUnknown()) {
            return this;
        }
        long settled = Math.max(settled().version(), other.settled().version());
        return new Ballot(
                Stream.concat(sets.stream(), other.sets.stream())
                        .filter(voters -> voters.version() >= settled)
                        .toList());
    }

    Ballot with(Voters voters) {
        List<Voters> all = new ArrayList<>(sets);
        all.add(voters);
        return new Ballot(all);
    }

    Ballot without(Voters voters) {
        return new Ballot(sets.stream().filter(set -> !set.equals(voters)).toList());
    }

    /** One line a set: its version, then its nodes. */
    String toText() {
        Function<Voters, String> line =
                voters -> voters.version() + " " + String.join(" ", voters.nodeIds());
        return sets.stream().map(line).collect(Collectors.joining("\n"));
    }

    /**
     * @throws IllegalArgumentException if the text is no ballot
     */
    static Ballot ofText(String text) {
        return new Ballot(text.lines().map(Ballot::parse).toList());
    }

    private static Voters parse(String line) {
        List<String> words = List.of(line.strip().split(" +"));
        if (!words.stream().allMatch(word -> word.matches("[!-~]+"))) {
            throw new IllegalArgumentException("not a version and node ids");
        }
        return new Voters(Long.parseLong(words.get(0)), words.subList(1, words.size()));
    }
}
