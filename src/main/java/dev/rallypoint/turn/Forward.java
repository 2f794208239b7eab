package dev.rallypoint.turn;

import dev.rallypoint.security.AddressScope;
import java.net.InetAddress;

/**
 * A port that the router forwards to this machine now.
 *
 * @param by the protocol that it was asked with
 * @param outside the router's own address towards the internet, as it says
 */
record Forward(PortTable.Port port, String by, InetAddress outside, int outsidePort) {
    /**
     * What the operator is told.
     *
     * @param publicHost the address that players are told
     */
    String line(String publicHost) {
        String wanted = port.number() + "/" + port.protocol() + " " + port.name();
        if (!isAsWanted()) {
            return wanted
                    + ": the router offers port "
                    + outsidePort
                    + " only, which players are not told: forward it by hand";
        }
        String there = outside.getHostAddress() + ":" + outsidePort;
        if (AddressScope.of(outside) != AddressScope.PUBLIC) {
            return wanted
                    + ": forwarded from "
                    + there
                    + " by "
                    + by
                    + ", but that is no public address: there is another NAT before the router, the"
                    + " provider's or a second router, and the internet does not reach this node";
        }
        return outside.getHostAddress().equals(publicHost)
                ? wanted + ": forwarded from " + there + " by " + by
                : wanted
                        + ": forwarded from "
                        + there
                        + " by "
                        + by
                        + ", but players are told "
                        + publicHost
                        + ": check relay.publicAddress";
    }

    /** Players are told the number that the port has here. */
    boolean isAsWanted() {
        return outsidePort == port.number();
    }
}
