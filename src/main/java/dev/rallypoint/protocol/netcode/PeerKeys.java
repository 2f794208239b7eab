package dev.rallypoint.protocol.netcode;

/**
 * How one side reads and writes the packets of one connect token.
 *
 * @param incoming opens what the peer sealed
 * @param outgoing seals what the peer opens
 */
record PeerKeys(NetcodeVersion version, Aead.Key incoming, Aead.Key outgoing) {
    static PeerKeys ofServer(NetcodeVersion version, PrivateConnectToken token) {
        return new PeerKeys(
                version,
                new Aead.Key(token.clientToServerKey()),
                new Aead.Key(token.serverToClientKey()));
    }

    static PeerKeys ofClient(PublicConnectToken token) {
        return new PeerKeys(
                token.header().version(),
                new Aead.Key(token.serverToClientKey()),
                new Aead.Key(token.clientToServerKey()));
    }

    @Override
    public String toString() {
        return "PeerKeys[" + version + "]";
    }
}
