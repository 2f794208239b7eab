package dev.rallypoint.contract;

import java.util.List;

/** The HTTP API. */
public record HttpConfig(
        @Setting(value = "0.0.0.0", why = "Interface of the matchmaking API.") String host,
        @Setting(
                        value = "25566",
                        max = 65_535,
                        why = "TCP port of the matchmaking API; 0 = any free one.")
                int port,
        @Setting(
                        value = "[]",
                        why =
                                "Origins whose browser pages may call the API, such as"
                                        + " https://game.example; empty = none.")
                List<String> corsOrigins,
        @Setting(
                        value = "65536",
                        min = 1_024,
                        max = 16_777_216,
                        unit = "bytes",
                        why = "Largest request body; the largest legal one is under 8 KB.")
                int maxBodyBytes,
        @Setting(value = "8", min = 1, unit = "streams", why = "Open event streams of one player.")
                int eventStreamsPerPlayer,
        @Setting(
                        value = "60",
                        min = 5,
                        max = 3_600,
                        unit = "s",
                        why =
                                "HTTP connections on which nothing is under way are closed after"
                                        + " this; event streams send a comment every 15 s.")
                int idleTimeoutSeconds,
        @Setting(
                        value = "16384",
                        min = 1_024,
                        max = 262_144,
                        unit = "bytes",
                        why =
                                "All header lines of a request together; a browser behind two"
                                        + " proxies sends 2 KB.")
                int maxHeaderBytes,
        @Setting(
                        value = "8192",
                        min = 256,
                        max = 65_536,
                        unit = "bytes",
                        why = "First line of a request; the longest legal one is under 2 KB.")
                int maxUriBytes,
        @Setting(
                        value = "10",
                        min = 1,
                        max = 300,
                        unit = "s",
                        why =
                                "From the first byte of a request (of a connection: from the"
                                        + " beginning, TLS included) to the end of its headers.")
                int headerTimeoutSeconds,
        @Setting(
                        value = "30",
                        min = 1,
                        max = 3_600,
                        unit = "s",
                        why = "From the first byte of a request to the last one of its body.")
                int requestTimeoutSeconds,
        @Setting(
                        value = "256",
                        max = 1_000_000,
                        unit = "bytes/s",
                        why =
                                "A client that sends its request or takes its answer slower than"
                                        + " this, on average after the first 5 s, is cut off;"
                                        + " a modem does 5000. 0 = no such rule.")
                int minBytesPerSecond,
        @Setting(
                        value = "4096",
                        min = 16,
                        max = 1_000_000,
                        unit = "connections",
                        why =
                                "Open connections of this port, without event streams; each takes"
                                        + " a file descriptor and up to maxBodyBytes.")
                int connections,
        @Setting(
                        value = "256",
                        min = 1,
                        max = 1_000_000,
                        unit = "connections",
                        why =
                                "The same of one source address (IPv6: /64), trusted proxies and"
                                        + " security.exemptRanges apart. A player has two for"
                                        + " seconds; carrier NAT puts hundreds behind one"
                                        + " address.")
                int connectionsPerAddress,
        @Setting(
                        value = "100",
                        min = 1,
                        max = 1_000_000,
                        unit = "connections/s",
                        why =
                                "New connections of one source address, with as many at once: a"
                                        + " TLS handshake costs two milliseconds of CPU.")
                int connectsPerAddress,
        @Setting(
                        value = "8192",
                        min = 1,
                        max = 1_000_000,
                        unit = "streams",
                        why =
                                "Open event streams of this node: a connection each, in no other"
                                        + " limit.")
                int eventStreams,
        @Setting(
                        value = "1024",
                        min = 1,
                        max = 1_000_000,
                        unit = "streams",
                        why =
                                "The same of one client address (IPv6: /64), security.exemptRanges"
                                        + " apart; a LAN party has one for each player.")
                int eventStreamsPerAddress,
        @Setting(
                        value = "[]",
                        why =
                                "Proxies in front of the HTTP ports as CIDR blocks. Only what they"
                                        + " say about the client's address is believed.")
                List<String> trustedProxies,
        @Setting(
                        value = "x-forwarded-for",
                        oneOf = {"x-forwarded-for", "forwarded"},
                        why =
                                "The header in which trusted proxies name the client. The other one"
                                        + " is not read: a proxy passes on what a client wrote"
                                        + " into it.")
                String forwardedHeader,
        @Setting(
                        value = "false",
                        why =
                                "Whether trusted proxies begin each connection with the PROXY"
                                        + " protocol, version 1 or 2; nobody else gets through"
                                        + " then.")
                boolean proxyProtocol) {}
