package dev.rallypoint.turn;

import dev.rallypoint.security.AddressScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of a node's ports is reached from where, and what must be forwarded for that: for the
 * operator, at start.
 *
 * @param publicHost the address that players are told, an IP literal
 * @param local addresses of this machine, without loopback, the most likely first
 */
public record PortTable(String publicHost, List<InetAddress> local) {
    private static final String FORMAT = "%-28s %-13s %-22s %s";

    /**
     * A port that is open.
     *
     * @param name its room
     * @param protocol udp or tcp
     * @param bound the interface; 0.0.0.0 or :: for all
     * @param number the first, if they are several
     * @param last the last
     */
    public record Port(String name, String protocol, InetAddress bound, int number, int last) {
        /** A single one. */
        public Port(String name, String protocol, InetAddress bound, int number) {
            this(name, protocol, bound, number, number);
        }

        boolean isRange() {
            return last > number;
        }

        private String numbers() {
            return isRange() ? number + "-" + last : Integer.toString(number);
        }

        private String words() {
            return numbers() + "/" + protocol + " " + name;
        }
    }

    public PortTable {
        local = List.copyOf(local);
    }

    /** The table, a line a port, after a head. */
    public List<String> lines(List<Port> ports) {
        List<String> lines = new ArrayList<>();
        lines.add(FORMAT.formatted("reached from", "this machine", "the LAN", "the internet"));
        for (Port port : ports) {
            lines.add(FORMAT.formatted(port.words(), "yes", lan(port), internet(port)));
        }
        return lines;
    }

    private String lan(Port port) {
        return lanAddress(port).map(InetAddress::getHostAddress).orElse("no");
    }

    /** An address of this machine that the port listens on and others can send to. */
    private Optional<InetAddress> lanAddress(Port port) {
        InetAddress bound = port.bound();
        if (bound.isAnyLocalAddress()) {
            return local.stream().filter(address -> isOfFamily(address, bound)).findFirst();
        }
        return Optional.of(bound).filter(address -> AddressScope.of(address).isBeyondThisMachine());
    }

    /** A port on :: takes IPv4, too. */
    private static boolean isOfFamily(InetAddress address, InetAddress bound) {
        return bound.getAddress().length == 16 || address.getAddress().length == 4;
    }

    private String internet(Port port) {
        Optional<InetAddress> here = lanAddress(port);
        if (here.isEmpty()) {
            return "no: the port is bound to loopback";
        }
        InetAddress seen = literal(publicHost);
        if (AddressScope.of(seen) != AddressScope.PUBLIC) {
            return "no: no public address is known";
        }
        String there = publicHost + ":" + port.numbers();
        boolean isOwn = seen.equals(here.get()) || local.contains(seen);
        return isOwn
                ? there + ", if the firewall lets it in"
                : there
                        + ", if the router forwards "
                        + port.numbers()
                        + "/"
                        + port.protocol()
                        + " to "
                        + here.get().getHostAddress();
    }

    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP literal: " + host, e);
        }
    }
}
