package dev.rallypoint.bots;

import dev.rallypoint.runtime.ThisProgram;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command that starts a node of the demo: this same program, bound to loopback. */
final class NodeCommandLine {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int RELAY_PORT = 25_565;
    private static final int HTTP_PORT = 25_566;
    private static final int OPERATOR_PORT = 25_567;
    private static final int STUN_PORT = 3_478;

    private NodeCommandLine() {}

    static List<String> of(Path dataDirectory, Optional<Path> clusterFile, Optional<Path> tls) {
        List<String> command = new ArrayList<>(ThisProgram.command());
        command.add("serve");
        clusterFile.ifPresent(file -> command.addAll(List.of("--cluster", file.toString())));
        set(command, "node.dataDirectory", dataDirectory.toString());
        tls.ifPresent(directory -> set(command, "tls.directory", directory.toAbsolutePath()));
        set(command, "relay.publicAddress", LOOPBACK);
        set(command, "stun.discoveryServers", "[]");
        for (String group : List.of("relay", "http", "ops", "stun")) {
            set(command, group + ".host", LOOPBACK);
        }
        set(command, "relay.port", udpPort(RELAY_PORT));
        set(command, "relay.loops", 1);
        set(command, "http.port", tcpPort(HTTP_PORT));
        set(command, "ops.port", tcpPort(OPERATOR_PORT));
        set(command, "stun.port", udpPort(STUN_PORT));
        return command;
    }

    private static void set(List<String> command, String key, Object value) {
        command.add("--set");
        command.add(key + "=" + value);
    }

    /**
     * {@code cluster.xml} of the working directory, or of the folder that holds {@code target/}.
     */
    static Optional<Path> clusterFile() {
        Path besideTarget =
                ThisProgram.code().resolveSibling("..").resolve("cluster.xml").normalize();
        for (Path candidate : List.of(Path.of("cluster.xml"), besideTarget)) {
            if (Files.isRegularFile(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    /** The default if it is free now, else 0 = any. */
    private static int udpPort(int wanted) {
        try (DatagramSocket probe = new DatagramSocket(wanted, InetAddress.getByName(LOOPBACK))) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            return 0;
        }
    }

    private static int tcpPort(int wanted) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(LOOPBACK, wanted));
            return probe.getLocalPort();
        } catch (IOException taken) {
            return 0;
        }
    }
}
