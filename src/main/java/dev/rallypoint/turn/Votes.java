package dev.rallypoint.turn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How many servers saw each address, in the order in which the servers are listed. */
record Votes(Map<String, Integer> byHost) {
    static Votes of(List<AskedServer> servers) {
        Map<String, Integer> byHost = new LinkedHashMap<>();
        servers.forEach(
                server -> server.vote().ifPresent(host -> byHost.merge(host, 1, Integer::sum)));
        return new Votes(byHost);
    }

    int mostVotes() {
        return byHost.values().stream().max(Integer::compare).orElse(0);
    }

    /** The first of those with the most votes. */
    Optional<String> winner() {
        int most = mostVotes();
        return byHost.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** One line for the log, if the servers saw different addresses of one family. */
    Optional<String> disagreement() {
        long ipv6 = byHost.keySet().stream().filter(host -> host.contains(":")).count();
        if (ipv6 <= 1 && byHost.size() - ipv6 <= 1) {
            return Optional.empty();
        }
        String counts =
                byHost.entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", "));
        return winner().map(host -> "the servers disagree: " + counts + "; taking " + host);
    }
}
