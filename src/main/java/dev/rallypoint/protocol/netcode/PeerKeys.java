package dev.rallypoint.protocol.netcode;

/**
 * How one side reads and writes the packets of one connect token. To be closed when the handshake
 * or session ends.
 *
 * @param incoming opens what the peer sealed
 * @param outgoing seals what the peer opens
 */
record PeerKeys(NetcodeVersion version, Aead.Key incoming, Aead.Key outgoing) {
    static PeerKeys ofServer(NetcodeVersion version, PrivateConnectToken token, Aead aead) {
        return new PeerKeys(
                version, aead.key(token.clientToServerKey()), aead.key(token.serverToClientKey()));
    }

    static PeerKeys ofClient(PublicConnectToken token, Aead aead) {
        return new PeerKeys(
                token.header().version(),
                aead.key(token.serverToClientKey()),
                aead.key(token.clientToServerKey()));
    }

    /** Neither reads nor writes any more. Once more does nothing. */
    void close() {
        incoming.close();
        outgoing.close();
    }

    @Override
    public String toString() {
        return "PeerKeys[" + version + "]";
    }
}
