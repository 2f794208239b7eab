package dev.rallypoint.contract;

/** The game relay. */
public record RelayConfig(
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
