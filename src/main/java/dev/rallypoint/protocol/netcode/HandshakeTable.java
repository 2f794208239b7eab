package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;

/** The handshakes under way, one an address, with the tokens they belong to. */
final class HandshakeTable {
    /** Tokens remembered for each session that fits: those that ended, and the next ones. */
    private static final int TOKENS_PER_SESSION = 4;

    private static final int MIN_HANDSHAKES = 64;
    private static final int MIN_TOKENS = 1024;

    private final int maxHandshakes;
    private final TokenHistory history;
    private final AddressTable<Handshake> byAddress;
    private final List<Handshake> all = new ArrayList<>();

    HandshakeTable(int maxSessions, long hashSeed) {
        maxHandshakes = Math.max(MIN_HANDSHAKES, maxSessions);
        long tokens = MIN_TOKENS + (long) TOKENS_PER_SESSION * maxSessions;
        history = new TokenHistory((int) Math.min(Integer.MAX_VALUE, tokens), hashSeed);
        byAddress = new AddressTable<>(hashSeed);
    }

    /** The handshake of that address; null if there is none. */
    Handshake at(PeerAddress address) {
        return byAddress.get(address);
    }

    boolean isFullFor(PeerAddress address) {
        return all.size() >= maxHandshakes && at(address) == null;
    }

    TokenHistory history() {
        return history;
    }

    /** Adds a handshake in place of another that its address may have. */
    void add(Handshake handshake, long expiresUnixSeconds) {
        Handshake older = at(handshake.address);
        if (older != null) {
            giveUp(older);
        }
        handshake.index = all.size();
        all.add(handshake);
        byAddress.put(handshake.address, handshake);
        history.addPending(handshake.tag, expiresUnixSeconds, handshake.address);
    }

    /**
     * The handshake made a session, which goes on with its keys: it, and those of the same token
     * elsewhere, are over.
     */
    void finish(Handshake handshake) {
        handshake.hasSession = true;
        List<PeerAddress> pending = history.pendingFrom(handshake.tag);
        history.consume(handshake.tag);
        remove(handshake);
        for (PeerAddress address : pending) {
            Handshake other = at(address);
            if (other != null && other.tag.equals(handshake.tag)) {
                remove(other);
            }
        }
        if (pending.isEmpty()) {
            removeAllOf(handshake.tag);
        }
    }

    /** A token that has expired since its request is not in the history. */
    private void removeAllOf(TokenTag tag) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).tag.equals(tag)) {
                remove(all.get(i));
            }
        }
    }

    /** The relay itself stood still for so long: nobody could answer. */
    void excuse(long standstillMs) {
        for (Handshake handshake : all) {
            handshake.deadlineMs += standstillMs;
        }
    }

    /** Gives up what took too long. Answers when it wants to be called again. */
    long sweep(long nowMs) {
        long next = Long.MAX_VALUE;
        for (int i = all.size() - 1; i >= 0; i--) {
            Handshake handshake = all.get(i);
            if (handshake.deadlineMs <= nowMs) {
                giveUp(handshake);
            } else {
                next = Math.min(next, handshake.deadlineMs);
            }
        }
        return next;
    }

    int size() {
        return all.size();
    }

    /** Slots of memory of the address table. */
    int addressCapacity() {
        return byAddress.capacity();
    }

    void clear() {
        for (int i = all.size() - 1; i >= 0; i--) {
            remove(all.get(i));
        }
        history.clear();
    }

    private void giveUp(Handshake handshake) {
        remove(handshake);
        history.removePending(handshake.tag, handshake.address);
    }

    private void remove(Handshake handshake) {
        Handshake last = all.remove(all.size() - 1);
        if (last != handshake) {
            all.set(handshake.index, last);
            last.index = handshake.index;
        }
        byAddress.remove(handshake.address);
        if (!handshake.hasSession) {
            handshake.keys.close();
        }
    }
}
