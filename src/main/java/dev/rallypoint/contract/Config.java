package dev.rallypoint.contract;

import java.util.List;

/** The configuration tree: a group a record, a key a component. Shapes only; see ConfigLoader. */
public record Config(
        Node node,
        Relay relay,
        Filter filter,
        Http http,
        Tls tls,
        Ops ops,
        Stun stun,
        Turn turn,
        Security security,
        Lockout lockout,
        Anticheat anticheat,
        Matchmaking matchmaking,
        Lobby lobby,
        Tickets tickets,
        Rating rating,
        Cluster cluster,
        Store store,
        Keys keys,
        Log log) {

    public record Node(
            @Setting(value = "local", why = "Region this node serves; one word of node.regions.")
                    String region,
            @Setting(
                            value =
                                    "[local=Local, na-west=North America West, na-east=North America"
                                            + " East, eu-west=Europe West, eu-central=Europe Central,"
                                            + " asia=Asia, sa=South America]",
                            why = "All regions as id=name; the same list on every node.")
                    List<String> regions,
            @Setting(
                            value = "data",
                            why = "Directory for the node's id, its keys and the SQLite database.")
                    String dataDirectory,
            @Setting(
                            value = "10",
                            max = 300,
                            unit = "s",
                            why =
                                    "How long a stopping node waits for the other nodes of its cluster"
                                            + " to take over its matches; 0 = it stops at once.")
                    int drainSeconds,
            @Setting(
                            value = "false",
                            why =
                                    "Ask the router before this node to forward its relay, STUN and API"
                                            + " ports, by UPnP IGD, NAT-PMP or PCP: for a node at home. Off:"
                                            + " forward them by hand.")
                    boolean portMapping) {
        /** Without asking the router for anything. */
        public Node(String region, List<String> regions, String dataDirectory, int drainSeconds) {
            this(region, regions, dataDirectory, drainSeconds, false);
        }
    }

    public record Relay(
            @Setting(value = "0.0.0.0", why = "Interface of the relay port; :: for IPv6 too.")
                    String host,
            @Setting(
                            value = "25565",
                            max = 65_535,
                            why = "UDP port of the game relay; 0 = any free one.")
                    int port,
            @Setting(
                            value = "1",
                            min = 1,
                            max = 64,
                            unit = "ports",
                            why =
                                    "Relays of this node, each with an event loop and a UDP port of"
                                            + " its own: relay.port, relay.port + 1 and so on. A lobby"
                                            + " lives on one. One serves hundreds of players; take one"
                                            + " for each CPU core that is to relay.")
                    int loops,
            @Setting(
                            value = "",
                            why =
                                    "IP address players reach the relay at; empty = ask the STUN"
                                            + " servers of stun.discoveryServers.")
                    String publicAddress,
            @Setting(
                            value = "8243122654216217427",
                            min = Long.MIN_VALUE,
                            max = Long.MAX_VALUE,
                            why =
                                    "The game's netcode protocol id: clients of another id are"
                                            + " dropped. Change it for an incompatible client"
                                            + " version.")
                    long protocolId,
            @Setting(
                            value = "10000",
                            min = 1,
                            max = 1_000_000,
                            unit = "sessions",
                            why =
                                    "Relay sessions this node takes before it refuses new ones; each"
                                            + " of relay.loops takes an equal share, rounded up.")
                    int maxSessions,
            @Setting(
                            value = "5",
                            min = 1,
                            max = 300,
                            unit = "s",
                            why =
                                    "Silence that ends a session or a handshake stage; written into"
                                            + " every connect token.")
                    int timeoutSeconds,
            @Setting(
                            value = "45",
                            min = 5,
                            max = 3_600,
                            unit = "s",
                            why = "How long a connect token may be used to connect.")
                    int tokenLifetimeSeconds,
            @Setting(
                            value = "1300",
                            min = 64,
                            max = 1_300,
                            unit = "bytes",
                            why = "Largest payload taken from a player; renet sends up to 1300.")
                    int maxPayloadBytes,
            @Setting(
                            value = "4194304",
                            min = 65_536,
                            max = 1_073_741_824,
                            unit = "bytes",
                            why =
                                    "Kernel buffer of each relay port in each direction; a refusal by"
                                            + " the kernel is logged.")
                    int socketBufferBytes,
            @Setting(
                            value = "0",
                            max = 10,
                            unit = "ms",
                            why =
                                    "How long a message of a framed match may wait for others to the"
                                            + " same player, to share a datagram; 0 = those read from"
                                            + " the socket together.")
                    int coalesceMs,
            @Setting(
                            value = "65536",
                            max = 16_777_216,
                            unit = "bytes/s",
                            why =
                                    "What one address may be sent, beyond three times what came from"
                                            + " it, after a player moved there with a library that"
                                            + " cannot prove that it receives there; all of them"
                                            + " together 16 times as much, on each of relay.loops. So"
                                            + " a race goes on from Wi-Fi to mobile in any library."
                                            + " 0 = three times and no more.")
                    int unprovenBytesPerSecond) {}

    public record Filter(
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

    public record Http(
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
            @Setting(
                            value = "8",
                            min = 1,
                            unit = "streams",
                            why = "Open event streams of one player.")
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

    public record Tls(
            @Setting(
                            value = "",
                            why =
                                    "Directory with certificate and key, as /etc/letsencrypt/live/…;"
                                            + " empty = the API speaks plain HTTP.")
                    String directory,
            @Setting(
                            value = "fullchain.pem",
                            why =
                                    "PEM certificates in that directory, the server's first, then the"
                                            + " intermediate ones.")
                    String certificate,
            @Setting(
                            value = "privkey.pem",
                            why =
                                    "PEM key of the first one in that directory: PKCS #8, #1 or SEC 1.")
                    String key,
            @Setting(
                            value = "30",
                            min = 1,
                            max = 86_400,
                            unit = "s",
                            why =
                                    "How often both files are read again; a new pair serves new"
                                            + " connections, open ones stay.")
                    int checkSeconds,
            @Setting(
                            value = "31536000",
                            max = 63_072_000,
                            unit = "s",
                            why =
                                    "How long browsers remember to use nothing but https with this host"
                                            + " name, on all its ports (HSTS); 0 = not said.")
                    int hstsSeconds,
            @Setting(
                            value = "-1",
                            min = -1,
                            max = 65_535,
                            why =
                                    "TCP port of http.host that sends browsers on from http to https;"
                                            + " -1 = none, 0 = any free one.")
                    int redirectPort,
            @Setting(
                            value = "",
                            why =
                                    "Directory that certbot's or acme.sh's webroot mode writes to, shown"
                                            + " under /.well-known/acme-challenge/ of the redirect"
                                            + " port; empty = none.")
                    String acmeWebroot) {}

    public record Ops(
            @Setting(value = "127.0.0.1", why = "Interface of the operator API: loopback only.")
                    String host,
            @Setting(
                            value = "25567",
                            max = 65_535,
                            why = "TCP port of the operator API; 0 = any free one.")
                    int port,
            @Setting(
                            value = "",
                            secret = true,
                            why =
                                    "Token of the calls under /admin, 16 characters or more; empty ="
                                            + " made at first start in the directory of the keys."
                                            + " Equal on all nodes.")
                    String token,
            @Setting(
                            value = "[]",
                            why =
                                    "Further operators as name:role:hash; the role is viewer, moderator"
                                            + " or admin, the hash the SHA-256 of the operator's"
                                            + " token. More in the file operator-tokens beside the"
                                            + " keys.")
                    List<String> tokens,
            @Setting(
                            value = "[]",
                            why =
                                    "Names under which the operator port is called, such as a name of"
                                            + " Prometheus' configuration; IP addresses and localhost"
                                            + " always work. Any other name is refused, or a page in an"
                                            + " operator's browser could lead a name of its own here and"
                                            + " read.")
                    List<String> hostNames) {
        /** With no token but the admin's, and called by address. */
        public Ops(String host, int port, String token) {
            this(host, port, token, List.of(), List.of());
        }
    }

    public record Stun(
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
                            why =
                                    "Time limit of that question; then a local address is advertised.")
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
        public Stun(
                String host,
                int port,
                List<String> discoveryServers,
                int discoveryTimeoutMs,
                int requestsPerSource) {
            this(host, port, "", 0, discoveryServers, discoveryTimeoutMs, requestsPerSource);
        }
    }

    public record Turn(
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
                            why =
                                    "CIDR blocks of peers that are never relayed to; looked at first.")
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

    public record Security(
            @Setting(
                            value = "1800",
                            min = 60,
                            max = 2_592_000,
                            unit = "s",
                            why =
                                    "Life of an access token; clients renew it with their refresh"
                                            + " token.")
                    int accessTokenSeconds,
            @Setting(
                            value = "2592000",
                            min = 3_600,
                            max = 31_536_000,
                            unit = "s",
                            why =
                                    "Life of a refresh token since it was given out: who does not play"
                                            + " for that long logs in again.")
                    int refreshTokenSeconds,
            @Setting(
                            value = "1200",
                            min = 1,
                            unit = "calls/min",
                            why =
                                    "Calls without login from one address; a household, LAN party or"
                                            + " carrier NAT shares an address.")
                    int callsPerAddressPerMinute,
            @Setting(
                            value = "300",
                            min = 1,
                            unit = "calls/min",
                            why =
                                    "Guest logins from one address: each may make a row in the"
                                            + " database.")
                    int guestsPerAddressPerMinute,
            @Setting(value = "600", min = 1, unit = "calls/min", why = "Calls of one player.")
                    int callsPerPlayerPerMinute,
            @Setting(value = "20", min = 1, unit = "calls/min", why = "Lobbies one player makes.")
                    int lobbiesPerPlayerPerMinute,
            @Setting(value = "60", min = 1, unit = "calls/min", why = "Chat lines of one player.")
                    int messagesPerPlayerPerMinute,
            @Setting(
                            value = "30",
                            min = 1,
                            unit = "calls/min",
                            why = "Joins of one player: slows the guessing of passwords.")
                    int joinsPerPlayerPerMinute,
            @Setting(
                            value = "[]",
                            why =
                                    "Addresses without limits as CIDR blocks, such as load generators of"
                                            + " your own.")
                    List<String> exemptRanges,
            @Setting(
                            value = "600",
                            min = 1,
                            unit = "calls/min",
                            why = "Calls under /admin on the operator port from one address.")
                    int operatorCallsPerAddressPerMinute,
            @Setting(
                            value = "30",
                            min = 1,
                            unit = "calls/min",
                            why = "New tickets of one player: each asks the members of his party.")
                    int ticketsPerPlayerPerMinute,
            @Setting(
                            value = "2",
                            min = 1,
                            unit = "calls/min",
                            why =
                                    "Exports of one player's data: each reads all that the database"
                                            + " has about him.")
                    int exportsPerPlayerPerMinute) {
        /** With the defaults for operators, tickets and exports. */
        public Security(
                int accessTokenSeconds,
                int refreshTokenSeconds,
                int callsPerAddressPerMinute,
                int guestsPerAddressPerMinute,
                int callsPerPlayerPerMinute,
                int lobbiesPerPlayerPerMinute,
                int messagesPerPlayerPerMinute,
                int joinsPerPlayerPerMinute,
                List<String> exemptRanges) {
            this(
                    accessTokenSeconds,
                    refreshTokenSeconds,
                    callsPerAddressPerMinute,
                    guestsPerAddressPerMinute,
                    callsPerPlayerPerMinute,
                    lobbiesPerPlayerPerMinute,
                    messagesPerPlayerPerMinute,
                    joinsPerPlayerPerMinute,
                    exemptRanges,
                    600,
                    30,
                    2);
        }
    }

    public record Lockout(
            @Setting(
                            value = "10",
                            min = 1,
                            max = 1_000_000,
                            unit = "failures",
                            why =
                                    "Wrong operator tokens from one address that lock it out of the"
                                            + " operator calls, on all nodes.")
                    int operatorTokenFailures,
            @Setting(
                            value = "10",
                            min = 1,
                            max = 1_000_000,
                            unit = "failures",
                            why =
                                    "Wrong lobby passwords of one player, and ten times as many from"
                                            + " one address, that lock it out of joining with a"
                                            + " password.")
                    int lobbyPasswordFailures,
            @Setting(
                            value = "100",
                            min = 1,
                            max = 1_000_000,
                            unit = "failures",
                            why =
                                    "Forged access tokens from one address after which those that"
                                            + " follow are refused as locked_out; valid ones go on.")
                    int accessTokenFailures,
            @Setting(
                            value = "20",
                            min = 1,
                            max = 1_000_000,
                            unit = "failures",
                            why =
                                    "Join codes of no lobby that one player asks for, and ten times as"
                                            + " many from one address, that lock it out of finding"
                                            + " lobbies by code: codes have six characters and are"
                                            + " all that private lobbies are hidden by.")
                    int joinCodeFailures,
            @Setting(
                            value = "300",
                            min = 1,
                            max = 86_400,
                            unit = "s",
                            why = "Failures are counted over this time.")
                    int windowSeconds,
            @Setting(
                            value = "300",
                            min = 1,
                            max = 86_400,
                            unit = "s",
                            why =
                                    "How long a source is locked out; twice as long each time it goes"
                                            + " on, up to 16 times.")
                    int seconds) {
        private static final int JOIN_CODES = 20;

        /** With the default for join codes. */
        public Lockout(
                int operatorTokenFailures,
                int lobbyPasswordFailures,
                int accessTokenFailures,
                int windowSeconds,
                int seconds) {
            this(
                    operatorTokenFailures,
                    lobbyPasswordFailures,
                    accessTokenFailures,
                    JOIN_CODES,
                    windowSeconds,
                    seconds);
        }
    }

    /** What is judged by which rules stands in the game modes' file; see GameModesFile. */
    public record Anticheat(
            @Setting(
                            value = "",
                            why =
                                    "YAML file with the game modes whose state messages are checked,"
                                            + " and by which rules; equal on all nodes. Empty = only the"
                                            + " mode of the simulated players is.")
                    String gameModesFile,
            @Setting(
                            value = "false",
                            why =
                                    "Record everything and do nothing, in all game modes; a mode can say"
                                            + " so for itself.")
                    boolean shadow,
            @Setting(
                            value = "500",
                            min = 1,
                            max = 100_000,
                            unit = "files",
                            why =
                                    "Verdicts whose evidence this node keeps in its data directory;"
                                            + " above it the oldest go.")
                    int evidenceFiles,
            @Setting(
                            value = "256",
                            min = 1,
                            max = 1_000_000,
                            unit = "MiB",
                            why =
                                    "Disk they may take, the oldest go; a verdict at 60 states a second"
                                            + " takes 150 KB.")
                    int evidenceMebibytes) {}

    /** All keys but the first two can be another one for a game mode, in its file. */
    public record Matchmaking(
            @Setting(
                            value = "",
                            why =
                                    "YAML file with game modes and what is different for them: any of"
                                            + " the keys below under a mode's name; equal on all nodes."
                                            + " Empty = all modes have these.")
                    String modesFile,
            @Setting(
                            value = "1000",
                            min = 100,
                            max = 60_000,
                            unit = "ms",
                            why =
                                    "How often waiting tickets are matched. Shorter makes waiting"
                                            + " shorter and matches worse, because fewer wait at once.")
                    int intervalMs,
            @Setting(
                            value = "windows",
                            why =
                                    "The match function: windows, or the name of one of your own on the"
                                            + " class path.")
                    String function,
            @Setting(
                            value = "2",
                            min = 1,
                            max = 64,
                            unit = "players",
                            why = "A match has at least so many; a multiple of teams.")
                    int minPlayers,
            @Setting(
                            value = "8",
                            min = 1,
                            max = 64,
                            unit = "players",
                            why = "A match has at most so many; a multiple of teams.")
                    int maxPlayers,
            @Setting(
                            value = "1",
                            min = 1,
                            max = 32,
                            unit = "teams",
                            why =
                                    "Teams of equally many players, parties in one of them; 1 = everyone"
                                            + " for himself.")
                    int teams,
            @Setting(
                            value = "[0=5, 2=4, 4=3, 8=2]",
                            unit = "s=players",
                            why =
                                    "Players that are enough to start, by the seconds that one of them"
                                            + " has waited; others take the free seats after it. Never"
                                            + " rises; minPlayers and maxPlayers bound it.")
                    List<String> startWith,
            @Setting(
                            value = "[0=5, 4=7, 15=12, 30=16]",
                            unit = "s=points",
                            why =
                                    "How far others' ratings may be away, by the seconds waited; a"
                                            + " newcomer is 25, most players are 15 to 35. It holds for"
                                            + " each of two tickets. Never falls.")
                    List<String> ratingWindow,
            @Setting(
                            value = "[0=60, 10=80, 25=100, 45=150]",
                            unit = "s=ms",
                            why =
                                    "Round trip to the match's region that will do, by the seconds"
                                            + " waited. Never falls; latencyLimitMs bounds it.")
                    List<String> latencyWindow,
            @Setting(
                            value = "150",
                            min = 1,
                            max = 2_000,
                            unit = "ms",
                            why =
                                    "Nobody is ever matched into a region with a longer round trip; who"
                                            + " has none below is told so.")
                    int latencyLimitMs,
            @Setting(
                            value = "120",
                            min = 2,
                            max = 3_600,
                            unit = "s",
                            why =
                                    "The bound on waiting that players are shown. After three quarters"
                                            + " of it a ticket is served first and takes whoever is"
                                            + " there, in spite of all windows.")
                    int longestWaitSeconds,
            @Setting(
                            value = "6",
                            max = 63,
                            unit = "seats",
                            why =
                                    "Free seats of a racing lobby that are given away, at most; 0 ="
                                            + " nobody joins a race.")
                    int backfillSeats,
            @Setting(
                            value = "60",
                            max = 86_400,
                            unit = "s",
                            why = "How long after its start a racing lobby takes more players.")
                    int backfillSeconds,
            @Setting(
                            value = "[]",
                            why =
                                    "Tracks that matches are raced on, in turn by chance, unless their"
                                            + " tickets have the attribute track, which then is one of"
                                            + " these. Empty = what that attribute says, or none;"
                                            + " without a track a race has no board of times.")
                    List<String> tracks) {}

    public record Lobby(
            @Setting(
                            value = "60",
                            min = 1,
                            max = 86_400,
                            unit = "s",
                            why = "A lobby without a connected member is removed after this.")
                    int emptyTimeoutSeconds,
            @Setting(
                            value = "30",
                            min = 1,
                            max = 3_600,
                            unit = "s",
                            why =
                                    "A member whose relay session ended keeps the seat for this"
                                            + " long.")
                    int disconnectGraceSeconds,
            @Setting(
                            value = "64",
                            min = 16,
                            max = 1_024,
                            unit = "events",
                            why =
                                    "Events kept a lobby for streams that resume. They travel with"
                                            + " every change of the lobby: some 120 bytes each.")
                    int keptEvents,
            @Setting(
                            value = "8",
                            min = 1,
                            max = 100,
                            unit = "lobbies",
                            why = "Lobbies one player may be a member of at the same time.")
                    int lobbiesPerPlayer,
            @Setting(
                            value = "true",
                            why =
                                    "Whether lobbies may be made with paths prefer-direct, whose members"
                                            + " learn each other's addresses; equal on all nodes.")
                    boolean directPaths) {
        /** With direct paths. */
        public Lobby(
                int emptyTimeoutSeconds,
                int disconnectGraceSeconds,
                int keptEvents,
                int lobbiesPerPlayer) {
            this(emptyTimeoutSeconds, disconnectGraceSeconds, keptEvents, lobbiesPerPlayer, true);
        }
    }

    /** Who waits for a match; how they are matched, the group matchmaking says. */
    public record Tickets(
            @Setting(
                            value = "600",
                            min = 10,
                            max = 86_400,
                            unit = "s",
                            why =
                                    "A ticket that nobody was found for expires after this, counted from"
                                            + " when its party was complete.")
                    int lifeSeconds,
            @Setting(
                            value = "60",
                            min = 5,
                            max = 3_600,
                            unit = "s",
                            why = "How long invited party members have to confirm.")
                    int confirmSeconds,
            @Setting(
                            value = "60",
                            min = 0,
                            max = 3_600,
                            unit = "s",
                            why =
                                    "A waiting ticket of which no player was heard for so long (an open"
                                            + " event stream, or a look at the ticket) ends, so that nobody is"
                                            + " matched with who has gone; at least 5. 0 = it waits on.")
                    int silenceSeconds,
            @Setting(
                            value = "1",
                            min = 1,
                            max = 64,
                            unit = "pools",
                            why =
                                    "Pools a game mode is split into, by the region that is nearest to"
                                            + " the player: for modes with more than 100000 waiting"
                                            + " tickets, since players of different pools never meet. The"
                                            + " same on every node.")
                    int shards,
            @Setting(
                            value = "200000",
                            min = 100,
                            max = 2_000_000,
                            unit = "tickets",
                            why =
                                    "Tickets that may wait in the whole cluster; each is about 1 KB in"
                                            + " the memory of every node.")
                    int capacity,
            @Setting(
                            value = "[]",
                            why =
                                    "Game modes whose matched players get ready in the lobby, where the"
                                            + " owner starts; all other races start at once.")
                    List<String> readyUpModes) {
        public Tickets {
            readyUpModes = List.copyOf(readyUpModes);
        }

        /** Whose players may be silent. */
        public Tickets(
                int lifeSeconds,
                int confirmSeconds,
                int shards,
                int capacity,
                List<String> readyUpModes) {
            this(lifeSeconds, confirmSeconds, 0, shards, capacity, readyUpModes);
        }
    }

    /** Equal on all nodes: whichever has the database applies them. */
    public record Rating(
            @Setting(
                            value = "[]",
                            why =
                                    "Game modes whose results are kept and shown, but change no rating.")
                    List<String> unratedModes,
            @Setting(
                            value = "10",
                            min = 0,
                            max = 1_000,
                            unit = "matches",
                            why =
                                    "Matches in a game mode until a player's rating there is no longer"
                                            + " called provisional, and stands on its leaderboard.")
                    int provisionalMatches,
            @Setting(
                            value = "730",
                            min = 1,
                            max = 36_500,
                            unit = "days",
                            why =
                                    "Away for this long a player is as uncertain as a newcomer; less"
                                            + " after less.")
                    int forgetDays,
            @Setting(
                            value = "[]",
                            why =
                                    "Who is believed about results, as mode=majority, mode=host or"
                                            + " mode=operator: more than half of the members, the"
                                            + " lobby's owner alone, or nobody but operators. Majority"
                                            + " in modes that are not named.")
                    List<String> reporters,
            @Setting(
                            value = "60",
                            min = 1,
                            max = 3_600,
                            unit = "s",
                            why =
                                    "How long a majority is waited for since the first report; then the"
                                            + " reports that are there decide, or operators.")
                    int reportWaitSeconds,
            @Setting(
                            value = "500",
                            max = 60_000,
                            unit = "ms",
                            why =
                                    "By how much members' reports of one time may differ and still"
                                            + " agree; the middle one counts.")
                    int timeToleranceMs,
            @Setting(
                            value = "[]",
                            why =
                                    "Seasons of the leaderboards as id=first day (autumn-26=2026-09-01),"
                                            + " in order; each ends, at midnight UTC, where the next"
                                            + " begins.")
                    List<String> seasons,
            @Setting(
                            value = "matched",
                            why =
                                    "Whose races change ratings and give times to boards: matched ="
                                            + " those that matchmaking made; public = also those of"
                                            + " public lobbies without a password; all = also those"
                                            + " of private ones, in which friends say what they"
                                            + " like. What an operator reports counts anyway.")
                    String ratedLobbies,
            @Setting(
                            value = "false",
                            why =
                                    "Whether a race also counts for players whom matchmaking seated in"
                                            + " it while it raced. They help to settle it either way.")
                    boolean ratesBackfilled,
            @Setting(
                            value = "[]",
                            why =
                                    "Times that nobody can beat, as mode=ms or mode/track=ms"
                                            + " (race/hill=45000); 1..86400000 ms, the track's before"
                                            + " the mode's. A report with a quicker one is refused.")
                    List<String> leastTimes,
            @Setting(
                            value = "10",
                            max = 600,
                            unit = "s",
                            why =
                                    "How long a settled match waits for its ratings while one of its"
                                            + " mode that ended before it is still being reported. What"
                                            + " comes later is worked in afterwards.")
                    int orderGraceSeconds) {}

    /** Of nodes that join others; whom and where, the file of {@code --cluster} says. */
    public record Cluster(
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

    public record Store(
            @Setting(
                            value = "true",
                            why =
                                    "Whether this node opens the database; false = it asks a node of its"
                                            + " cluster that does. With SQLite the first node with true"
                                            + " keeps the file: set false on the others.")
                    boolean enabled,
            @Setting(
                            value = "",
                            why =
                                    "jdbc:postgresql://host:port/database, equal on all nodes; empty ="
                                            + " the SQLite file.")
                    String url,
            @Setting(value = "", why = "PostgreSQL role that owns the database.") String user,
            @Setting(
                            value = "",
                            secret = true,
                            why = "Its password; never part of the URL, which is shown.")
                    String password,
            @Setting(
                            value = "8",
                            min = 1,
                            max = 16,
                            unit = "connections",
                            why =
                                    "Connections of this node to PostgreSQL; all nodes together must"
                                            + " stay under its max_connections.")
                    int connections,
            @Setting(
                            value = "",
                            why =
                                    "A replica of the same database for reads that may lag: profiles;"
                                            + " empty = store.url. While it is away store.url is"
                                            + " read.")
                    String readUrl,
            @Setting(value = "rallypoint.db", why = "SQLite file, relative to node.dataDirectory.")
                    String file,
            @Setting(
                            value = "4",
                            min = 1,
                            max = 16,
                            unit = "connections",
                            why =
                                    "Connections for reading: of the SQLite file, which has one writer,"
                                            + " or to the replica.")
                    int readConnections,
            @Setting(
                            value = "100000",
                            min = 100,
                            max = 10_000_000,
                            unit = "records",
                            why =
                                    "What waits in the cluster to be written while the database is away;"
                                            + " above it the oldest are dropped and counted. About 1 KB"
                                            + " each, on two nodes.")
                    int outboxCapacity) {
        @Override
        public String toString() {
            return "Store[enabled=" + enabled + ", url=" + url + ", file=" + file + "]";
        }
    }

    public record Keys(
            @Setting(
                            value = "",
                            why =
                                    "Directory of the key files; empty = keys in the data directory."
                                            + " Nodes on one machine may share it.")
                    String directory,
            @Setting(
                            value = "",
                            secret = true,
                            why =
                                    "Base64 of 32 bytes that seal netcode 1.02 tokens; empty = made at"
                                            + " first start in the data directory. Equal on all nodes."
                                            + " Several with commas, each with a space and the time"
                                            + " from which it is used (2026-01-31T12:00:00Z).")
                    String netcode102,
            @Setting(
                            value = "",
                            secret = true,
                            why = "The same for netcode 1.01; another key than for 1.02.")
                    String netcode101,
            @Setting(
                            value = "",
                            secret = true,
                            why = "Base64 of 32 bytes that sign access tokens; equal on all nodes.")
                    String accessToken) {}

    public record Log(
            @Setting(
                            value = "info",
                            oneOf = {"trace", "debug", "info", "warn", "error"},
                            why = "Level of Rallypoint's own loggers.")
                    String level,
            @Setting(
                            value = "text",
                            oneOf = {"text", "json"},
                            why = "json = one object a line, for log collectors.")
                    String format,
            @Setting(
                            value = "",
                            why =
                                    "Directory for a rotating file a subsystem; empty = console only.")
                    String directory,
            @Setting(
                            value = "10485760",
                            min = 4_096,
                            max = 1_073_741_824,
                            unit = "bytes",
                            why = "A log file is rotated at this size.")
                    int maxFileBytes,
            @Setting(
                            value = "10",
                            min = 1,
                            max = 1_000,
                            unit = "files",
                            why = "Rotated files kept a subsystem.")
                    int maxFiles,
            @Setting(
                            value = "false",
                            why =
                                    "Record the tickets of players in tickets.jsonl of log.directory,"
                                            + " without who they are, for simulate --tickets.")
                    boolean tickets) {
        /** Without a record of tickets. */
        public Log(String level, String format, String directory, int maxFileBytes, int maxFiles) {
            this(level, format, directory, maxFileBytes, maxFiles, false);
        }
    }
}
