package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.security.TokenBucket;
import java.util.List;
import java.util.Optional;

/**
 * An allocation (RFC 8656 §5): a 5-tuple, its relayed transport addresses, permissions, channels.
 */
final class Allocation {
    private final ClientDoor door;
    private final PeerAddress client;
    private final TimedUsername owner;
    private final TransactionId createdBy;
    private final Permissions permissions = new Permissions();
    private final Channels channels = new Channels();
    private Relayed ipv4;
    private Relayed ipv6;
    private Optional<Long> reservationToken = Optional.empty();
    private long expiresAtMs;
    private long spentBytes = TokenBucket.FULL;

    /**
     * @param createdBy the transaction of the Allocate request
     */
    Allocation(ClientDoor door, PeerAddress client, TimedUsername owner, TransactionId createdBy) {
        this.door = door;
        this.client = client;
        this.owner = owner;
        this.createdBy = createdBy;
    }

    ClientDoor door() {
        return door;
    }

    PeerAddress client() {
        return client;
    }

    TimedUsername owner() {
        return owner;
    }

    TransactionId createdBy() {
        return createdBy;
    }

    Permissions permissions() {
        return permissions;
    }

    Channels channels() {
        return channels;
    }

    void add(Relayed relayed) {
        if (relayed.family() == IpFamily.IPV4) {
            ipv4 = relayed;
        } else {
            ipv6 = relayed;
        }
    }

    /** The relayed address of a peer's family, or null: for the packet path. */
    Relayed relayedFor(PeerAddress peer) {
        return peer.isIpv4() ? ipv4 : ipv6;
    }

    boolean reaches(PeerAddress peer) {
        return relayedFor(peer) != null;
    }

    /** IPv4 first. */
    List<Relayed> relayed() {
        return java.util.stream.Stream.of(Optional.ofNullable(ipv4), Optional.ofNullable(ipv6))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Takes one of two back (RFC 8656 §8.2); empty if there is none of that family. */
    Optional<Relayed> take(IpFamily family) {
        Optional<Relayed> taken = Optional.ofNullable(family == IpFamily.IPV4 ? ipv4 : ipv6);
        if (family == IpFamily.IPV4) {
            ipv4 = null;
        } else {
            ipv6 = null;
        }
        return taken;
    }

    /** Of the port behind its own, if that was asked for. */
    Optional<Long> reservationToken() {
        return reservationToken;
    }

    void reserve(long token) {
        reservationToken = Optional.of(token);
    }

    void setExpiry(long newExpiresAtMs) {
        expiresAtMs = newExpiresAtMs;
    }

    long secondsLeft(long nowMs) {
        return Math.max(0, (expiresAtMs - nowMs) / 1_000);
    }

    boolean isAlive(long nowMs) {
        return nowMs < expiresAtMs;
    }

    /** Whether these bytes may pass; if so, they are spent. */
    boolean trySpend(TokenBucket rate, int bytes, long nowMs) {
        if (!rate.hasToken(spentBytes, nowMs)) {
            return false;
        }
        spentBytes = rate.afterTaking(spentBytes, bytes, nowMs);
        return true;
    }
}
