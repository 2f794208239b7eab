package dev.rallypoint.contract;

import java.util.List;

/** TURN. */
public record TurnConfig(
        @Setting(
                        value = "true",
                        why =
                                "Whether the STUN port also serves TURN, to players of this"
                                        + " deployment and to public peers only. Linux; nowhere"
                                        + " else.")
                boolean enabled,
        @Setting(
                        value = "rallypoint",
                        why = "Realm of the credentials, up to 24 bytes; equal on all nodes.")
                String realm,
        @Setting(
                        value = "5349",
                        min = -1,
                        max = 65_535,
                        why =
                                "TCP port of STUN and TURN over TLS, with the certificate of"
                                        + " tls.directory; -1 = none, 0 = any free one.")
                int tlsPort,
        @Setting(
                        value = "",
                        why =
                                "Name of this node that its certificate has: turns: URLs are handed"
                                        + " out with it; empty = none are.")
                String hostName,
        @Setting(
                        value = "[]",
                        why =
                                "IP addresses that peers reach relayed ports at, one of a family;"
                                        + " [] = the address of the relay and the first public IPv6"
                                        + " address of this machine.")
                List<String> relayedAddresses,
        @Setting(
                        value = "49152",
                        min = 1_024,
                        max = 65_535,
                        why = "First UDP port of relayed addresses; open them in the firewall.")
                int minPort,
        @Setting(
                        value = "65535",
                        min = 1_024,
                        max = 65_535,
                        why = "Last UDP port of relayed addresses.")
                int maxPort,
        @Setting(
                        value = "600",
                        min = 60,
                        max = 86_400,
                        unit = "s",
                        why =
                                "How long credentials of /v1/ice-servers open allocations; open ones"
                                        + " may be refreshed with them for longer.")
                int credentialSeconds,
        @Setting(
                        value = "3600",
                        min = 60,
                        max = 3_600,
                        unit = "s",
                        why = "Longest lifetime that an allocation gets at once.")
                int maxLifetimeSeconds,
        @Setting(
                        value = "5000",
                        min = 1,
                        max = 64_512,
                        unit = "allocations",
                        why = "Allocations of this node; each has a port and an open file.")
                int maxAllocations,
        @Setting(
                        value = "16",
                        min = 1,
                        max = 64_512,
                        unit = "allocations",
                        why =
                                "Allocations of one player on this node; a browser opens one for"
                                        + " each URL, network and page.")
                int allocationsPerPlayer,
        @Setting(
                        value = "1048576",
                        min = 1_024,
                        max = 1_000_000_000,
                        unit = "bytes/s",
                        why = "Data of one allocation, both directions together.")
                int bytesPerAllocation,
        @Setting(
                        value = "[]",
                        why =
                                "CIDR blocks of peers that may be relayed to although they are"
                                        + " loopback, private, link-local or this machine's own.")
                List<String> allowedPeers,
        @Setting(
                        value = "[]",
                        why = "CIDR blocks of peers that are never relayed to; looked at first.")
                List<String> deniedPeers,
        @Setting(
                        value = "rfc8656",
                        oneOf = {"rfc8656", "rfc5766"},
                        why =
                                "Channel numbers that clients may bind: 0x4000 to 0x4FFF, or up to"
                                        + " 0x7FFE as old ones do, which RFC 8656 reserves.")
                String channels,
        @Setting(
                        value = "4000",
                        min = 1,
                        max = 1_000_000,
                        unit = "connections",
                        why = "TCP and TLS connections of the STUN and TURN ports.")
                int connections,
        @Setting(
                        value = "64",
                        min = 1,
                        max = 1_000_000,
                        unit = "connections",
                        why =
                                "Those of one address, counted before TLS; an IPv6 address shares"
                                        + " with its /64.")
                int connectionsPerAddress) {}
