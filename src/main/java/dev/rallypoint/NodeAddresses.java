package dev.rallypoint;

import dev.rallypoint.contract.RelayEndpoint;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of one node: the one it advertises, and those of its own interfaces that its relay
 * port is bound to.
 *
 * @param publicHost an IP literal
 * @param bound the interface the relay is bound to
 * @param local addresses of this machine, without loopback
 */
record NodeAddresses(String publicHost, InetAddress bound, List<InetAddress> local) {
    private static final String LOOPBACK = "127.0.0.1";

    /** Where players reach the relay, once its port is known. */
    RelayEndpoint relayEndpoint(int port) {
        return new RelayEndpoint(
                hostAndPort(publicHost, port),
                lanHosts().stream().map(host -> hostAndPort(host, port)).toList(),
                listensOnLoopback() ? hostAndPort(LOOPBACK, port) : "");
    }

    /** Every address under which a connect token may name this relay. */
    Set<String> relayHosts() {
        Set<String> hosts = new LinkedHashSet<>(lanHosts());
        hosts.add(publicHost);
        if (listensOnLoopback()) {
            hosts.add(LOOPBACK);
        }
        return hosts;
    }

    private List<String> lanHosts() {
        if (!bound.isAnyLocalAddress()) {
            return bound.isLoopbackAddress() ? List.of() : List.of(bound.getHostAddress());
        }
        return local.stream().map(InetAddress::getHostAddress).toList();
    }

    private boolean listensOnLoopback() {
        return bound.isAnyLocalAddress() || bound.getHostAddress().equals(LOOPBACK);
    }

    /** {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
    static String hostAndPort(String host, int port) {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
