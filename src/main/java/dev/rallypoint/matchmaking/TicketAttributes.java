package dev.rallypoint.matchmaking;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Attributes that tickets of a mode may have. Tickets meet only tickets with equal ones, so one
 * that everybody can invent is a place where those meet who agreed on it.
 *
 * @param isAny whether nothing is refused
 * @param values by name
 */
public record TicketAttributes(boolean isAny, Map<String, Set<String>> values) {
    public static final TicketAttributes ANY = new TicketAttributes(true, Map.of());

    private static final List<String> NONE = List.of("none");

    public TicketAttributes {
        values = Map.copyOf(values);
    }

    /**
     * @param words {@code name=value|value} each, or {@code none} alone, as in the configuration
     * @throws IllegalArgumentException saying what is wrong
     */
    static TicketAttributes of(List<String> words) {
        Map<String, Set<String>> values = new TreeMap<>();
        for (String word : words.equals(NONE) ? List.<String>of() : words) {
            int equals = word.indexOf('=');
            if (equals <= 0 || equals == word.length() - 1) {
                throw new IllegalArgumentException(word + " is not name=value|value");
            }
            String name = word.substring(0, equals);
            if (values.put(name, Set.of(word.substring(equals + 1).split("[|]"))) != null) {
                throw new IllegalArgumentException(name + " is named twice");
            }
        }
        return new TicketAttributes(words.isEmpty(), values);
    }

    /** The first, by name, that a ticket may not have. */
    Optional<String> refused(Map<String, String> attributes) {
        return isAny
                ? Optional.empty()
                : new TreeMap<>(attributes)
                        .entrySet().stream()
                                .filter(
                                        one ->
                                                !values.getOrDefault(one.getKey(), Set.of())
                                                        .contains(one.getValue()))
                                .map(Map.Entry::getKey)
                                .findFirst();
    }
}
