package dev.rallypoint.contract;

import java.util.List;

/** STUN. */
public record StunConfig(
        @Setting(value = "0.0.0.0", why = "Interface of the STUN port.") String host,
        @Setting(
                        value = "3478",
                        max = 65_535,
                        why = "UDP and TCP port of STUN and TURN; 0 = any free one.")
                int port,
        @Setting(
                        value = "",
                        why =
                                "Second public IP address of this machine, for clients that find out"
                                        + " what their NAT does (RFC 5780); stun.host must be the"
                                        + " first one then. Empty = a node of the cluster with the"
                                        + " same two ports lends its address.")
                String alternateHost,
        @Setting(
                        value = "3479",
                        max = 65_535,
                        why =
                                "Second UDP port of STUN, open where there is a second address or a"
                                        + " cluster; any free one if stun.port is 0. 0 = none.")
                int alternatePort,
        @Setting(
                        value =
                                "[stun.l.google.com:19302, stun.cloudflare.com:3478,"
                                        + " stun.nextcloud.com:3478]",
                        why =
                                "STUN servers asked at start for this node's public address when"
                                        + " relay.publicAddress is empty; [] = never ask.")
                List<String> discoveryServers,
        @Setting(
                        value = "2000",
                        min = 100,
                        max = 30_000,
                        unit = "ms",
                        why = "Time limit of that question; then a local address is advertised.")
                int discoveryTimeoutMs,
        @Setting(
                        value = "200",
                        min = 1,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        why =
                                "STUN and TURN requests from one source address; a client measuring"
                                        + " regions sends a handful.")
                int requestsPerSource) {
    /** With one address. */
    public StunConfig(
            String host,
            int port,
            List<String> discoveryServers,
            int discoveryTimeoutMs,
            int requestsPerSource) {
        this(host, port, "", 0, discoveryServers, discoveryTimeoutMs, requestsPerSource);
    }
}
