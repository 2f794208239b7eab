package dev.rallypoint.bench.load;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.runtime.SecureEntropy;
import java.util.List;
import java.util.UUID;

/** Connect tokens as lobbies mint them. */
final class Mint {
    private static final long MATCHES = 0x6265_6E63_6800L;
    private static final int TOKEN_SECONDS = 45;
    private static final int TIMEOUT_SECONDS = 60;
    private static final long MS_PER_SECOND = 1_000;

    private final Terms terms;
    private final List<PeerAddress> relay;
    private final Entropy entropy = new SecureEntropy();
    private long generation;

    Mint(Terms terms) {
        this.terms = terms;
        relay = List.of(PeerAddress.parse(terms.target()));
    }

    /** A token for a seat; a later one for the same seat takes it over. */
    byte[] token(int lobby, int slot, long nowMs) {
        long nowSeconds = nowMs / MS_PER_SECOND;
        // Never behind an earlier ticket of the lobby.
        generation = Math.max(generation + 1, nowMs);
        MatchTicket ticket =
                new MatchTicket(
                        new UUID(MATCHES, lobby),
                        terms.forwarding(),
                        slot == 0,
                        slot,
                        terms.lobbySize(),
                        generation);
        long clientId = (long) lobby * MatchTicket.MAX_SLOTS + slot + 1;
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        terms.protocolId(),
                        nowSeconds,
                        nowSeconds + TOKEN_SECONDS,
                        clientId,
                        TIMEOUT_SECONDS,
                        relay,
                        relay,
                        ticket.encode());
        return ConnectToken.mint102(contents, terms.key102(), entropy);
    }
}
