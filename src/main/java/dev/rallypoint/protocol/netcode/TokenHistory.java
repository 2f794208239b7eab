package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Which connect tokens were used: each is pending from at most three addresses (so that a stolen
 * request cannot lock its owner out), then consumed by one session until it expires. Its memory is
 * bounded by refusing new tokens, never by forgetting one that has not expired: a token that is
 * admitted twice would repeat nonces.
 */
final class TokenHistory {
    static final int MAX_PENDING_ADDRESSES = 3;

    private static final int NO_PORT = 0;

    private static final class Entry {
        private final TokenTag tag;
        private final long expiresUnixSeconds;
        private List<PeerAddress> pending = List.of();
        private boolean consumed;

        Entry(TokenTag tag, long expiresUnixSeconds) {
            this.tag = tag;
            this.expiresUnixSeconds = expiresUnixSeconds;
        }
    }

    private final int capacity;
    private final long seed;

    /** By tag, which has as many bytes as an address; so a copy is known without an object. */
    private AddressTable<Entry> entries;

    private final PriorityQueue<Entry> byExpiry =
            new PriorityQueue<>(
                    (a, b) -> Long.compareUnsigned(a.expiresUnixSeconds, b.expiresUnixSeconds));

    /**
     * @param capacity tokens, pending and consumed together
     * @param seed random
     */
    TokenHistory(int capacity, long seed) {
        this.capacity = capacity;
        this.seed = seed;
        entries = new AddressTable<>(seed);
    }

    private Entry entry(TokenTag tag) {
        return entries.get(tag.high(), tag.low(), NO_PORT);
    }

    private static PeerAddress key(TokenTag tag) {
        return new PeerAddress(tag.high(), tag.low(), NO_PORT);
    }

    /** Whether a handshake may go on: null, TOKEN_ALREADY_USED or TOKEN_HISTORY_FULL. */
    DropReason check(TokenTag tag, PeerAddress from) {
        Entry entry = entry(tag);
        if (entry == null) {
            return entries.size() >= capacity ? DropReason.TOKEN_HISTORY_FULL : null;
        }
        if (entry.consumed) {
            return DropReason.TOKEN_ALREADY_USED;
        }
        boolean hasRoom =
                entry.pending.contains(from) || entry.pending.size() < MAX_PENDING_ADDRESSES;
        return hasRoom ? null : DropReason.TOKEN_ALREADY_USED;
    }

    /** Whether the token with this tag made a session, as far as is remembered. */
    boolean isConsumed(long tagHigh, long tagLow) {
        Entry entry = entries.get(tagHigh, tagLow, NO_PORT);
        return entry != null && entry.consumed;
    }

    /** Where a token is pending; empty also if it is not remembered. */
    List<PeerAddress> pendingFrom(TokenTag tag) {
        Entry entry = entry(tag);
        return entry == null ? List.of() : entry.pending;
    }

    /** Notes a handshake that {@link #check} let pass. */
    void addPending(TokenTag tag, long expiresUnixSeconds, PeerAddress from) {
        Entry entry = entry(tag);
        if (entry == null) {
            entry = new Entry(tag, expiresUnixSeconds);
            entries.put(key(tag), entry);
            byExpiry.add(entry);
        }
        if (!entry.pending.contains(from)) {
            entry.pending = with(entry.pending, from);
        }
    }

    /** A handshake of an address ended without a session: another address may take its place. */
    void removePending(TokenTag tag, PeerAddress from) {
        Entry entry = entry(tag);
        if (entry != null) {
            entry.pending = without(entry.pending, from);
        }
    }

    /** The token made a session: no address can use it any more. */
    void consume(TokenTag tag) {
        Entry entry = entry(tag);
        if (entry != null) {
            entry.consumed = true;
            entry.pending = List.of();
        }
    }

    /** Forgets the tokens that every request check refuses by their expiry. */
    void expire(long nowUnixSeconds) {
        Entry next = byExpiry.peek();
        while (next != null && Long.compareUnsigned(next.expiresUnixSeconds, nowUnixSeconds) <= 0) {
            entries.remove(key(byExpiry.poll().tag));
            next = byExpiry.peek();
        }
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries = new AddressTable<>(seed);
        byExpiry.clear();
    }

    private static List<PeerAddress> with(List<PeerAddress> list, PeerAddress address) {
        PeerAddress[] longer = list.toArray(new PeerAddress[list.size() + 1]);
        longer[list.size()] = address;
        return List.of(longer);
    }

    private static List<PeerAddress> without(List<PeerAddress> list, PeerAddress address) {
        return list.stream().filter(other -> !other.equals(address)).toList();
    }
}
