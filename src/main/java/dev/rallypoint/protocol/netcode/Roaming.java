package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;

/**
 * Finds the session of a packet from an unknown address, after a NAT forgot its binding or the
 * player changed networks. Only sessions that fell silent are tried, only with a plausible
 * sequence, at most 32 for a datagram, and all within a budget: a trial is a decryption. The
 * session moves with the second fresh packet from the same address; both are acted on as any other.
 */
final class Roaming {
    static final int MAX_TRIALS = 32;

    /** How far the sequence may be ahead: packets that were lost meanwhile. */
    static final long MAX_AHEAD = 4096;

    /** Trials that may come at once, and how many more a millisecond brings. */
    static final long BUDGET = 512;

    static final long BUDGET_PER_MS = 1;

    /** Silent sessions looked at for a datagram; the next datagram goes on behind them. */
    private static final int MAX_LOOKED_AT = 1024;

    private final Sessions sessions;
    private final PacketCodec packet;
    private final int maxPayloadBytes;
    private long budget = BUDGET;
    private long refilledMs;
    private int cursor;

    /**
     * @param packet holds the header of the packet in question at each call
     */
    Roaming(Sessions sessions, PacketCodec packet, int maxPayloadBytes) {
        this.sessions = sessions;
        this.packet = packet;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** A packet of types 4 to 6 from an address without session; null = acted on. */
    DropReason onPacket(PeerAddress from, long nowMs) {
        List<NetcodeSession> silent = sessions.silent();
        if (packet.type() == PacketType.DISCONNECT || silent.isEmpty()) {
            return DropReason.NO_SESSION;
        }
        refill(nowMs);
        if (budget <= 0) {
            return DropReason.ROAM_LIMIT;
        }
        budget--;
        NetcodeSession known = heardOnceFrom(from, silent);
        if (known != null && isPlausible(known, nowMs)) {
            return second(known, from, nowMs);
        }
        return search(from, silent, nowMs);
    }

    private NetcodeSession heardOnceFrom(PeerAddress from, List<NetcodeSession> silent) {
        int count = Math.min(silent.size(), MAX_LOOKED_AT);
        for (int i = 0; i < count; i++) {
            NetcodeSession session = silent.get((cursor + i) % silent.size());
            if (from.equals(session.roamingFrom)) {
                return session;
            }
        }
        return null;
    }

    private DropReason second(NetcodeSession session, PeerAddress from, long nowMs) {
        budget--;
        DropReason forged = packet.open(session.keys);
        if (forged != null) {
            return forged;
        }
        sessions.move(session, from, nowMs);
        return sessions.accept(session, packet, maxPayloadBytes, nowMs);
    }

    private DropReason search(PeerAddress from, List<NetcodeSession> silent, long nowMs) {
        int count = Math.min(silent.size(), MAX_LOOKED_AT);
        int trials = 0;
        for (int i = 0; i < count && trials < MAX_TRIALS && budget > 0; i++) {
            cursor = (cursor + 1) % silent.size();
            NetcodeSession session = silent.get(cursor);
            if (isPlausible(session, nowMs)) {
                trials++;
                budget--;
                if (packet.open(session.keys) == null) {
                    session.roamingFrom = from;
                    return sessions.accept(session, packet, maxPayloadBytes, nowMs);
                }
            }
        }
        return DropReason.NO_SESSION;
    }

    private boolean isPlausible(NetcodeSession session, long nowMs) {
        return session.isOpen()
                && nowMs - session.lastHeardMs > Sessions.SILENT_MS
                && session.replay.isNewest(packet.sequence())
                && packet.sequence() - session.replay.mostRecent() <= MAX_AHEAD;
    }

    private void refill(long nowMs) {
        long passedMs = Math.max(0, nowMs - refilledMs);
        refilledMs = nowMs;
        budget = passedMs >= BUDGET ? BUDGET : Math.min(BUDGET, budget + passedMs * BUDGET_PER_MS);
    }
}
