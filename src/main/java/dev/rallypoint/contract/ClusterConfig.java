package dev.rallypoint.contract;

/** Of nodes that join others; whom and where, the file of {@code --cluster} says. */
public record ClusterConfig(
        @Setting(
                        value = "false",
                        why =
                                "Let Hazelcast use an address of the internet. It has neither"
                                        + " encryption nor passwords: whoever reaches its port owns"
                                        + " the node.")
                boolean allowPublicAddress,
        @Setting(
                        value = "0",
                        max = 65_535,
                        why =
                                "TCP port of the event bus, on the address of Hazelcast; 0 = any"
                                        + " free one. Set it where a firewall must let it through.")
                int busPort,
        @Setting(
                        value = "",
                        why =
                                "Address under which other nodes reach the event bus; empty = the"
                                        + " one it listens on. For nodes behind NAT, which need"
                                        + " busPort, too.")
                String busPublicHost,
        @Setting(
                        value = "",
                        why =
                                "PEM certificate of this node for TLS on the event bus; empty = no"
                                        + " TLS. On all nodes or on none.")
                String busTlsCertificate,
        @Setting(value = "", why = "PEM file with the key of that certificate, PKCS #8.")
                String busTlsKey,
        @Setting(
                        value = "",
                        why =
                                "PEM certificate of the authority that signed the certificates of"
                                        + " all nodes; nobody else gets through to the event bus.")
                String busTlsAuthority) {}
