package dev.rallypoint.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which keys a node has, by their ids: what the nodes of a cluster tell each other of them. Two
 * nodes fit while each has the keys that the other uses; so keys are changed on one node after the
 * other.
 */
public final class KeySets {
    /**
     * One key.
     *
     * @param name of its setting
     * @param id the same wherever the key is
     * @param usedFromMs Unix ms
     */
    public record Known(String name, String id, long usedFromMs) {
        @Override
        public String toString() {
            return name + " " + id + " from " + Instant.ofEpochMilli(usedFromMs);
        }
    }

    private final List<Known> keys;

    /**
     * @param keys of each name those that are used earlier first
     */
    public KeySets(List<Known> keys) {
        this.keys = List.copyOf(keys);
    }

    /** One key a line. */
    String toText() {
        return keys.stream()
                .map(key -> key.name() + " " + key.id() + " " + key.usedFromMs())
                .collect(Collectors.joining("\n"));
    }

    /**
     * What {@link #toText} wrote; of a line more than that is another version's.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static KeySets of(String text) {
        List<Known> keys = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ");
            if (words.length < 3) {
                throw new IllegalArgumentException("not a key, its id and its time: " + line);
            }
            keys.add(new Known(words[0], words[1], Long.parseLong(words[2])));
        }
        return new KeySets(keys);
    }

    /**
     * Why a node with these keys and another one do not fit, for a person. Names that only one side
     * knows make no difference: nodes of two versions may have different ones.
     */
    Optional<String> refusal(KeySets other, long nowMs) {
        return names().stream()
                .filter(name -> other.names().contains(name))
                .filter(
                        name ->
                                !other.has(usedNow(name, nowMs))
                                        || !has(other.usedNow(name, nowMs)))
                .map(
                        name ->
                                String.format(
                                        "%s (%s here, %s there)",
                                        name,
                                        usedNow(name, nowMs).id(),
                                        other.usedNow(name, nowMs).id()))
                .collect(
                        Collectors.collectingAndThen(
                                Collectors.joining(", "),
                                all -> Optional.of(all).filter(text -> !text.isEmpty())));
    }

    /** Keys of another node that it uses now or will, and that are not here. */
    List<Known> lackingOf(KeySets other, long nowMs) {
        return other.keys.stream()
                .filter(key -> names().contains(key.name()))
                .filter(key -> key.usedFromMs() >= other.usedNow(key.name(), nowMs).usedFromMs())
                .filter(key -> !has(key))
                .toList();
    }

    private List<String> names() {
        return keys.stream().map(Known::name).distinct().toList();
    }

    private boolean has(Known wanted) {
        return keys.stream()
                .anyMatch(key -> key.name().equals(wanted.name()) && key.id().equals(wanted.id()));
    }

    private Known usedNow(String name, long nowMs) {
        List<Known> ofName = keys.stream().filter(key -> key.name().equals(name)).toList();
        Known found = ofName.get(0);
        for (Known key : ofName) {
            if (key.usedFromMs() <= nowMs) {
                found = key;
            }
        }
        return found;
    }
}
