package dev.rallypoint.contract;

import java.util.List;

/** The packet filter. */
public record FilterConfig(
        @Setting(
                        value = "[firewall, source, prefix]",
                        oneOf = {"firewall", "source", "prefix"},
                        why =
                                "Filters for datagrams of addresses without a session, in this order; the first that denies ends the matter, and one that is left out is off.")
                List<String> strangers,
        @Setting(
                        value = "[source, prefix, token, node]",
                        oneOf = {"source", "prefix", "token", "node"},
                        why =
                                "The same for connection requests, right before one costs the decryption of 1 KB.")
                List<String> requests,
        @Setting(
                        value = "[datagrams, bytes, frame]",
                        oneOf = {"datagrams", "bytes", "frame"},
                        why = "The same for what players send in a session.")
                List<String> payloads,
        @Setting(
                        value = "[]",
                        why =
                                "CIDR blocks that the firewall lets through and the buckets of sources and prefixes do not count, such as a tournament hall. The longest matching block of allow and deny decides; of equal ones deny.")
                List<String> allow,
        @Setting(
                        value = "[]",
                        why =
                                "CIDR blocks that the firewall refuses; 0.0.0.0/0 and allow for a closed circle.")
                List<String> deny,
        @Setting(
                        value = "",
                        why =
                                "File of more such blocks, one a line, # begins a comment; read at start and at every PUT of /admin/v1/filter.")
                String allowFile,
        @Setting(value = "", why = "The same for blocks to refuse, such as a public blocklist.")
                String denyFile,
        @Setting(
                        value = "20000",
                        min = 100,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        formerly = "relay.datagramsPerSource",
                        why =
                                "Datagrams from one source (IPv4 address, IPv6 /64) without a session; far above any carrier NAT's handshakes.")
                int datagramsPerSource,
        @Setting(
                        value = "50000",
                        min = 100,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        why = "The same from one prefix: IPv4 /24, IPv6 /48.")
                int datagramsPerPrefix,
        @Setting(
                        value = "50",
                        min = 1,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        formerly = "relay.handshakesPerSource",
                        why =
                                "Connection requests from one source whose tokens bear no mark of this cluster: those of netcode 1.01, and forged ones.")
                int handshakesPerSource,
        @Setting(
                        value = "500",
                        min = 1,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        why = "The same from one prefix.")
                int handshakesPerPrefix,
        @Setting(
                        value = "20",
                        min = 1,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        why =
                                "Connection requests with one marked token; a connecting player sends 10.")
                int handshakesPerToken,
        @Setting(
                        value = "5000",
                        min = 1,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        formerly = "relay.handshakesPerNode",
                        why =
                                "Connection requests with marked tokens on the whole node: each costs the decryption of 1 KB. Each of relay.loops takes an equal share.")
                int handshakesPerNode,
        @Setting(
                        value = "1000",
                        min = 1,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        why =
                                "Connection requests without a mark on the whole node, so that forged ones take nothing from players.")
                int unmarkedPerNode,
        @Setting(
                        value = "5000",
                        min = 100,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        formerly = "relay.datagramsPerSession",
                        why =
                                "What one session may cause, each payload counted once for each receiver; 60 a second to 63 others are 3780.")
                int datagramsPerSession,
        @Setting(
                        value = "6000000",
                        min = 10000,
                        max = 1_000_000_000,
                        unit = "bytes/s",
                        formerly = "relay.bytesPerSession",
                        why =
                                "The same in bytes of payload; 60 a second of 1300 bytes to 63 others are 4914000.")
                int bytesPerSession,
        @Setting(
                        value = "5000",
                        min = 10,
                        max = 1_000_000_000,
                        unit = "datagrams/s",
                        why =
                                "Hostile datagrams on the whole node that mean an attack, if they come for 2 seconds.")
                int attackDrops,
        @Setting(
                        value = "30",
                        min = 1,
                        max = 3_600,
                        unit = "s",
                        why =
                                "How long they must stay under half of that until the attack is over.")
                int attackCalmSeconds,
        @Setting(
                        value = "20",
                        min = 1,
                        max = 100,
                        unit = "%",
                        why =
                                "What is left of the buckets of sources, prefixes and requests without a mark while there is an attack; 100 = all.")
                int attackPercent) {}
