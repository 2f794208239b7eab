package dev.rallypoint.client.doctor;

/** Which address and port a NAT shows the world (RFC 4787 §4.1). */
public enum NatMapping {
    /** There is no NAT. */
    NONE,
    /** The same to everybody: others can be told where to send. */
    ENDPOINT_INDEPENDENT,
    /** Another one for each address that is sent to. */
    ADDRESS_DEPENDENT,
    /** Another one for each address and port that is sent to. */
    ADDRESS_AND_PORT_DEPENDENT,
    /** One of the two before: not enough servers to tell. */
    DEPENDENT,
    UNKNOWN
}
