package dev.rallypoint.protocol.netcode;

/** What the halves of a {@link NetcodeServer} share. */
record ServerParts(
        Aead aead,
        PacketCodec packet,
        PacketSender sender,
        SessionTable connected,
        Sessions sessions,
        HandshakeTable handshakes) {}
