package dev.rallypoint.lobby;

import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A player in a lobby.
 *
 * @param slot his seat, from joining to leaving; also his netcode client index
 * @param connectedTo the node whose relay has his session; empty if none has
 * @param lostAtMs when his session ended; empty while connected and before the first session
 * @param rttMs the round trips he measured by region; empty if he told none or too late. Nobody
 *     else is told
 * @param origin MATCHED if matchmaking gave him the seat, STARTED once a race began with him; empty
 *     = he came by himself. One who comes back begins anew: what he was to the match, the database
 *     knows
 * @param party the same text for all whom matchmaking seated as one party; empty = he came alone
 */
public record Member(
        String playerId,
        String displayName,
        int slot,
        boolean ready,
        Optional<String> connectedTo,
        Optional<Long> lostAtMs,
        Map<String, Double> rttMs,
        Optional<MatchOrigin> origin,
        Optional<String> party) {
    public Member {
        Objects.requireNonNull(party);
        Objects.requireNonNull(playerId);
        Objects.requireNonNull(displayName);
        // In the order of the regions' ids: equal members have equal documents.
        rttMs = rttMs.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(rttMs));
    }

    static Member joining(
            String playerId, String displayName, int slot, Map<String, Double> rttMs) {
        return new Member(
                playerId,
                displayName,
                slot,
                false,
                Optional.empty(),
                Optional.empty(),
                rttMs,
                Optional.empty(),
                Optional.empty());
    }

    /** Whom matchmaking gave the seat. */
    Member matched(Optional<String> newParty) {
        return new Member(
                playerId,
                displayName,
                slot,
                ready,
                connectedTo,
                lostAtMs,
                rttMs,
                Optional.of(MatchOrigin.MATCHED),
                newParty);
    }

    Member withOrigin(MatchOrigin newOrigin) {
        return new Member(
                playerId,
                displayName,
                slot,
                ready,
                connectedTo,
                lostAtMs,
                rttMs,
                Optional.of(newOrigin),
                party);
    }

    boolean isMatched() {
        return origin.equals(Optional.of(MatchOrigin.MATCHED));
    }

    /** As the database keeps it. */
    MatchMember toMatch() {
        return new MatchMember(playerId, origin.orElse(MatchOrigin.JOINED), party);
    }

    boolean isConnected() {
        return connectedTo.isPresent();
    }

    boolean isConnectedTo(String nodeId) {
        return connectedTo.isPresent() && connectedTo.get().equals(nodeId);
    }

    Member withReady(boolean newReady) {
        return new Member(
                playerId, displayName, slot, newReady, connectedTo, lostAtMs, rttMs, origin, party);
    }

    Member connected(String nodeId) {
        return withSession(Optional.of(nodeId), Optional.empty());
    }

    Member disconnected(long nowMs) {
        return withSession(Optional.empty(), Optional.of(nowMs));
    }

    /** As if he had never had a session. */
    Member notYetConnected() {
        return withSession(Optional.empty(), Optional.empty());
    }

    private Member withSession(Optional<String> newConnectedTo, Optional<Long> newLostAtMs) {
        return new Member(
                playerId,
                displayName,
                slot,
                ready,
                newConnectedTo,
                newLostAtMs,
                rttMs,
                origin,
                party);
    }

    Member withoutRoundTrips() {
        return rttMs.isEmpty()
                ? this
                : new Member(
                        playerId,
                        displayName,
                        slot,
                        ready,
                        connectedTo,
                        lostAtMs,
                        Map.of(),
                        origin,
                        party);
    }
}
