package dev.rallypoint.bots;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cluster file of a demo: the project's own, whatever it was changed to, for nodes on loopback
 * that meet nobody but each other, also beside a real cluster or another demo on this machine.
 */
final class DemoCluster {
    /** Ports to go on to if one of the first is taken. */
    private static final int SPARE = 4;

    private DemoCluster() {}

    /**
     * @param clusterXml cluster.xml
     * @param firstPort of some more in a row than there are nodes
     */
    static String of(String clusterXml, UUID name, int firstPort, int nodes) {
        int ports = nodes + SPARE;
        String members =
                IntStream.range(firstPort, firstPort + ports)
                        .mapToObj(port -> "<member>127.0.0.1:" + port + "</member>")
                        .collect(Collectors.joining());
        return clusterXml
                .replaceFirst("<cluster-name>[^<]*<", "<cluster-name>rallypoint-demo-" + name + "<")
                .replaceFirst(
                        "<port [^<]*<",
                        "<port auto-increment=\"true\" port-count=\""
                                + ports
                                + "\">"
                                + firstPort
                                + "<")
                .replaceFirst(
                        "(?s)<tcp-ip .*?</tcp-ip>",
                        "<tcp-ip enabled=\"true\">" + members + "</tcp-ip>")
                .replaceFirst(
                        "(?s)<interfaces .*?</interfaces>",
                        "<interfaces enabled=\"true\"><interface>127.0.0.1</interface></interfaces>");
    }
}
