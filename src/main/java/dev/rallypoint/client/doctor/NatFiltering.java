package dev.rallypoint.client.doctor;

/** Whose packets a NAT or firewall lets in (RFC 4787 §5). */
public enum NatFiltering {
    /** Everybody's, once something was sent to anybody. */
    ENDPOINT_INDEPENDENT,
    /** Those of addresses that were sent to. */
    ADDRESS_DEPENDENT,
    /** Those of addresses and ports that were sent to. */
    ADDRESS_AND_PORT_DEPENDENT,
    UNKNOWN
}
