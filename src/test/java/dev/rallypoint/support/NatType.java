package dev.rallypoint.support;

/** What a router of a {@link NatLab} does to UDP, in the words of RFC 3489 and RFC 4787. */
public enum NatType {
    /** No translation and no filter: the client's own address is known to the internet. */
    OPEN,
    /** One outer port for each inner one, open to everybody. */
    FULL_CONE,
    /** One outer port for each inner one, open to hosts that were sent something. */
    ADDRESS_RESTRICTED,
    /** One outer port for each inner one, open to ports that were sent something. */
    PORT_RESTRICTED,
    /** Another random outer port for each destination, open to that alone. */
    SYMMETRIC,
    /** TCP only. */
    UDP_BLOCKED;

    /**
     * Whether two clients that know what a third party sees of them can reach each other: the outer
     * port of a symmetric router is known to the destination alone, and a port-restricted one would
     * have to be sent something from there first.
     */
    public boolean canReachDirectly(NatType other) {
        if (this == UDP_BLOCKED || other == UDP_BLOCKED) {
            return false;
        }
        boolean isHopeless = this == SYMMETRIC && other.isPortDependent();
        return !isHopeless && !(other == SYMMETRIC && isPortDependent());
    }

    private boolean isPortDependent() {
        return this == SYMMETRIC || this == PORT_RESTRICTED;
    }

    /** Whether the outer port is the same for all destinations. */
    boolean isCone() {
        return this == FULL_CONE || this == ADDRESS_RESTRICTED || this == PORT_RESTRICTED;
    }
}
