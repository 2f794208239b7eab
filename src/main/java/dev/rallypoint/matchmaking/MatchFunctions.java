package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The match functions there are: the program's own and those on the class path. Immutable. */
public final class MatchFunctions {
    private final Map<String, MatchFunction> byName = new TreeMap<>();

    private MatchFunctions(List<MatchFunction> functions) {
        for (MatchFunction function : functions) {
            if (byName.put(function.name(), function) != null) {
                throw new IllegalStateException(
                        "two match functions are called " + function.name());
            }
        }
    }

    /**
     * @throws IllegalStateException if two have one name
     */
    public static MatchFunctions load() {
        List<MatchFunction> all = new ArrayList<>(List.of(new WindowMatching()));
        ServiceLoader.load(MatchFunction.class).forEach(all::add);
        return new MatchFunctions(all);
    }

    public Optional<MatchFunction> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Of the mode's rules.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public MatchFunction of(ModeRules rules) {
        return named(rules.function())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "matchmaking.function = "
                                                + rules.function()
                                                + " is none of "
                                                + String.join(", ", byName.keySet())));
    }

    /**
     * That there is a function for each mode.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public void check(ModeRulesBook book) {
        of(book.usual());
        book.byMode().values().forEach(this::of);
    }
}
