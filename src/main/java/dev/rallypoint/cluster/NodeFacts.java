package dev.rallypoint.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What all nodes of a cluster must have in common, by key of the configuration. Secrets are not
 * among it: see {@link KeySets}.
 */
public final class NodeFacts {
    /** Of what nodes put into the cluster for each other; another number cannot be read. */
    private static final int FORMAT = 1;

    private static final String FORMAT_KEY = "the cluster's data format";

    private final Map<String, String> facts = new TreeMap<>();

    public NodeFacts() {
        facts.put(FORMAT_KEY, String.valueOf(FORMAT));
    }

    private NodeFacts(Map<String, String> facts) {
        this.facts.putAll(facts);
    }

    public NodeFacts with(String key, String value) {
        NodeFacts more = new NodeFacts(facts);
        more.facts.put(key, value);
        return more;
    }

    /** One line a fact. */
    String toText() {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining("\n"));
    }

    /**
     * Compares with what the cluster has. A fact that only one side knows is no difference: nodes
     * of two versions may know different ones.
     *
     * @return the keys that differ, for a person; empty if none does
     */
    Optional<String> differences(String clusterText) {
        Map<String, String> others = new TreeMap<>();
        clusterText
                .lines()
                .map(line -> line.split("=", 2))
                .filter(fact -> fact.length == 2)
                .forEach(fact -> others.put(fact[0], fact[1]));
        String different =
                facts.keySet().stream()
                        .filter(others::containsKey)
                        .filter(key -> !facts.get(key).equals(others.get(key)))
                        .map(
                                key ->
                                        key
                                                + " ("
                                                + facts.get(key)
                                                + " here, "
                                                + others.get(key)
                                                + " there)")
                        .collect(Collectors.joining(", "));
        return different.isEmpty() ? Optional.empty() : Optional.of(different);
    }
}
