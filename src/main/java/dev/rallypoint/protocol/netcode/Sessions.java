package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;

/** The life of sessions from admission to end: packets, keep-alives, timeouts. */
final class Sessions {
    /** Ten keep-alives a second when there is nothing else to send. */
    static final long KEEP_ALIVE_MS = 100;

    /** Four a second, as renet has it, when there is too much else to do. */
    static final long SPARING_KEEP_ALIVE_MS = 250;

    /** A session that was silent for longer may have moved to another address. */
    static final long SILENT_MS = 250;

    private final SessionTable table;
    private final PacketSender sender;
    private final NetcodeServer.Output output;
    private final Entropy entropy;
    private final SessionTimers timers = new SessionTimers();
    private long keepAliveMs = KEEP_ALIVE_MS;
    private final List<NetcodeSession> silent = new ArrayList<>();

    Sessions(
            SessionTable table, PacketSender sender, NetcodeServer.Output output, Entropy entropy) {
        this.table = table;
        this.sender = sender;
        this.output = output;
        this.entropy = entropy;
    }

    /** A session for a finished handshake; what the player had before ends first. */
    void open(NetcodeSession session, byte[] userData, long nowMs) {
        NetcodeSession older = table.of(session.clientId());
        if (older != null) {
            end(older, NetcodeServer.End.REPLACED, nowMs);
        }
        table.add(session);
        sender.sendKeepAlive(session, nowMs);
        timers.add(session, nowMs + KEEP_ALIVE_MS, nowMs);
        output.onConnected(session, userData, nowMs);
    }

    /**
     * Ends a session. Who left or fell silent is told nothing; the others get disconnect packets.
     */
    void end(NetcodeSession session, NetcodeServer.End end, long nowMs) {
        if (!session.isOpen()) {
            return;
        }
        table.remove(session);
        setSilent(session, false);
        if (end.isByRelay()) {
            sender.sendDisconnects(session, nowMs);
        }
        session.keys.close();
        output.onDisconnected(session, end, nowMs);
    }

    /**
     * Acts on a packet that decrypted under the session's keys: advances the replay window, then
     * checks the size, in the order of the standard. Null = acted on.
     */
    DropReason accept(NetcodeSession session, PacketCodec packet, int maxPayloadBytes, long nowMs) {
        session.replay.advance(packet.sequence());
        if (session.proof != null) {
            session.proof.received(packet.datagramBytes());
        }
        DropReason badSize = packet.checkSize(maxPayloadBytes);
        if (badSize != null) {
            return badSize;
        }
        session.lastSequence = packet.sequence();
        switch (packet.type()) {
            case PAYLOAD -> {
                session.confirmed = true;
                output.onPayload(session, packet.plaintext(), nowMs);
            }
            case KEEP_ALIVE -> session.confirmed = true;
            default -> end(session, NetcodeServer.End.LEFT, nowMs);
        }
        if (session.proof != null && session.isOpen()) {
            output.onUnproven(session, nowMs);
        }
        return null;
    }

    /**
     * The session was heard from a new address twice: its packets go there now. Another port of the
     * same host is as good as the one before (RFC 9000 §9: a NAT rebinding).
     */
    void move(NetcodeSession session, PeerAddress to, long nowMs) {
        PeerAddress from = session.address;
        if (!to.isSameSource(from)) {
            session.proof = new AddressProof(entropy.nextLong());
        }
        table.move(session, to);
        session.roamingFrom = null;
        session.lastHeardMs = nowMs;
        output.onRoamed(session, from, nowMs);
    }

    /** Whether sessions to which nothing else is sent must do with fewer keep-alives. */
    void setSparing(boolean isSparing) {
        keepAliveMs = isSparing ? SPARING_KEEP_ALIVE_MS : KEEP_ALIVE_MS;
    }

    /** The relay itself stood still for so long: nobody could be heard. */
    void excuse(long standstillMs, long nowMs) {
        for (int i = 0; i < table.size(); i++) {
            NetcodeSession session = table.get(i);
            session.lastHeardMs = Math.min(nowMs, session.lastHeardMs + standstillMs);
        }
    }

    /**
     * Ends what timed out, sends the keep-alives that are due, lists the silent. Looks only at
     * sessions whose time has come. Answers when it wants to be called again; at the latest after
     * {@link #KEEP_ALIVE_MS}, if there are sessions.
     */
    long sweep(long nowMs) {
        timers.advanceTo(nowMs);
        NetcodeSession session = timers.takeDue();
        while (session != null) {
            if (session.isOpen()) {
                lookAt(session, nowMs);
            }
            session = timers.takeDue();
        }
        return timers.nextDueMs();
    }

    private void lookAt(NetcodeSession session, long nowMs) {
        long silentMs = nowMs - session.lastHeardMs;
        if (silentMs >= session.timeoutMs) {
            end(session, NetcodeServer.End.TIMED_OUT, nowMs);
            return;
        }
        if (session.sendSequence.isNearEnd()) {
            end(session, NetcodeServer.End.CLOSED, nowMs);
            return;
        }
        if (nowMs - session.lastSentMs >= keepAliveMs) {
            sender.sendKeepAlive(session, nowMs);
        }
        setSilent(session, silentMs > SILENT_MS);
        long untilKeepAliveMs = session.lastSentMs + keepAliveMs - nowMs;
        long inMs = Math.min(untilKeepAliveMs, session.timeoutMs - silentMs);
        timers.add(session, nowMs + inMs, nowMs);
    }

    private void setSilent(NetcodeSession session, boolean isSilent) {
        boolean wasSilent = session.silentIndex >= 0;
        if (isSilent == wasSilent) {
            return;
        }
        if (isSilent) {
            session.silentIndex = silent.size();
            silent.add(session);
            return;
        }
        NetcodeSession last = silent.remove(silent.size() - 1);
        if (last != session) {
            silent.set(session.silentIndex, last);
            last.silentIndex = session.silentIndex;
        }
        session.silentIndex = -1;
    }

    /** Who was silent when last looked at; some may have spoken since. */
    List<NetcodeSession> silent() {
        return silent;
    }

    void endAll(long nowMs) {
        while (table.size() > 0) {
            end(table.get(table.size() - 1), NetcodeServer.End.CLOSED, nowMs);
        }
    }
}
