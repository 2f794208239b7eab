package dev.rallypoint.support;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.cluster.HazelcastInstances.Joining;
import dev.rallypoint.cluster.KeySets;
import dev.rallypoint.cluster.NodeFacts;
import dev.rallypoint.cluster.VotersFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Hazelcast members in this JVM that join each other by the project's own cluster.xml. */
public final class ClusterMembers {
    private static final int LISTED = 5;

    private final Path directory;
    private final Path clusterXml;

    private ClusterMembers(Path directory, Path clusterXml) {
        this.directory = directory;
        this.clusterXml = clusterXml;
    }

    /** A cluster of its own name, whose members find each other by the first one's port. */
    public static ClusterMembers in(Path directory) {
        try {
            String port = String.valueOf(freePort());
            String xml = Files.readString(Path.of("cluster.xml"));
            for (int number = 2; number <= LISTED; number++) {
                xml = xml.replace("<member>127.0.0.1:570" + number + "</member>", "");
            }
            xml = xml.replace("5701", port);
            xml = xml.replace(">rallypoint<", ">rallypoint-test-" + UUID.randomUUID() + "<");
            Path file = Files.writeString(directory.resolve("cluster.xml"), xml);
            return new ClusterMembers(directory, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public Path clusterXml() {
        return clusterXml;
    }

    public HazelcastInstance join(String nodeId) {
        return join(nodeId, "local");
    }

    public HazelcastInstance join(String nodeId, String region) {
        return join(nodeId, region, new NodeFacts());
    }

    public HazelcastInstance join(String nodeId, String region, NodeFacts facts) {
        return HazelcastInstances.clustered(clusterXml, joining(nodeId, region, facts));
    }

    /** A member that reaches those plugged in to the switch, and is reached, through it alone. */
    public HazelcastInstance join(String nodeId, TcpSwitch network) {
        try {
            TcpSwitch.Port port = network.switchOn(nodeId);
            String xml =
                    Files.readString(clusterXml)
                            .replaceAll("<member>.*</member>", "")
                            .replace("</tcp-ip>", network.membersXml() + "</tcp-ip>")
                            .replaceAll(">[0-9]+</port>", ">" + port.behind() + "</port>")
                            .replace(
                                    "<join>",
                                    "<public-address>" + port.address() + "</public-address><join>")
                            .replace(
                                    "</properties>",
                                    "<property name=\"hazelcast.socket.client.bind.any\">false"
                                            + "</property></properties>");
            Path file = Files.writeString(directory.resolve(nodeId + ".xml"), xml);
            return HazelcastInstances.clustered(file, joining(nodeId, "local", new NodeFacts()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node whose data directory is one below this cluster's. */
    public Joining joining(String nodeId, String region, NodeFacts facts) {
        try {
            Path data = Files.createDirectories(directory.resolve(nodeId));
            return new Joining(
                    nodeId, region, facts, new KeySets(List.of()), false, new VotersFile(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
