package dev.rallypoint;

import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.turn.PortTable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The ports of this node, each said on the console as it opens. */
final class OpenedPorts {
    private static final String OPERATOR = "operator";

    private final List<PortTable.Port> opened = new ArrayList<>();
    private final Consumer<String> console;

    OpenedPorts(Consumer<String> console) {
        this.console = console;
    }

    void udp(String name, String host, int port) {
        add(name, "udp", host, port);
    }

    /** What speaks neither HTTP nor in datagrams. */
    void tcp(String name, String host, int port) {
        add(name, "tcp", host, port);
    }

    void tls(String name, String host, int port) {
        add(name, "tls", host, port);
    }

    /**
     * @param name of a room, or a room's, a hyphen and what it is
     */
    private void add(String name, String transport, String host, int port) {
        String protocol = transport.equals("udp") ? "udp" : "tcp";
        InetAddress bound = address(name.split("-", 2)[0] + ".host", host);
        opened.add(new PortTable.Port(name, protocol, bound, port));
        console.accept(
                String.format(
                        "%-12s %s  %s", name, transport, NodeAddresses.hostAndPort(host, port)));
    }

    void http(String name, boolean isSecure, String host, int port) {
        opened.add(new PortTable.Port(name, "tcp", address(name + ".host", host), port));
        String path = name.equals(OPERATOR) ? "/metrics" : "/";
        console.accept(
                String.format(
                        "%-12s tcp  %s://%s%s",
                        name,
                        isSecure ? "https" : "http",
                        NodeAddresses.hostAndPort(host, port),
                        path));
    }

    /** Opened as they are needed. */
    void turnRelayed(String host, int first, int last) {
        console.accept(
                String.format(
                        "             they serve TURN, with relayed udp ports %d to %d",
                        first, last));
        InetAddress bound = address("stun.host", host);
        opened.add(new PortTable.Port("turn-relayed", "udp", bound, first, last));
    }

    /** Who reaches which. */
    void sayWhoReachesThem(NodeAddresses addresses) {
        new PortTable(addresses.publicHost(), addresses.local())
                .lines(opened)
                .forEach(line -> console.accept("  " + line));
    }

    List<PortTable.Port> ofPlayers() {
        return opened.stream().filter(port -> !port.name().equals(OPERATOR)).toList();
    }

    /**
     * @throws ConfigException naming the key
     */
    static InetAddress address(String key, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigException(key + " = " + host + " is no address of this machine", e);
        }
    }
}
