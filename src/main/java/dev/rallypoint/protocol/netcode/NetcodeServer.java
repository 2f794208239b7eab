package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * The server side of the netcode standard for many matches on one port, one life long: 1.02 and
 * 1.01 clients, keep-alives, timeouts, and what a cluster of relays adds (docs/protocol/netcode.md:
 * disjoint sequences, single use of tokens, takeover, roaming). Belongs to one thread.
 *
 * <p>Each datagram ends in exactly one of: a packet sent, a call of {@link Output}, an accepted
 * keep-alive, or one {@link Output#onDrop}.
 */
public final class NetcodeServer {
    /** How long a busy server may leave its timers alone. */
    private static final long MIN_SWEEP_MS = 10;

    /** A timer that comes later than this is a sign of a standstill, not of load. */
    private static final long MAX_LATE_MS = 1_000;

    /** Why a session ended. */
    public enum End {
        /** The player sent a disconnect packet. */
        LEFT,
        /** Nothing was heard for the token's timeout. */
        TIMED_OUT,
        /** The relay ended it: kick, closed match, shutdown. */
        CLOSED,
        /** A newer token of the same player took the slot. */
        REPLACED,
        /** The match goes on at another relay, where the player's next address leads him. */
        MOVED,
        /** The player or his address is not wanted any more. */
        BANNED;

        /** Whether the player is told with disconnect packets: it was not his doing. */
        boolean isByRelay() {
            return this == CLOSED || this == REPLACED || this == MOVED || this == BANNED;
        }
    }

    /** What the world sees of the server; never calls back into it from within these methods. */
    public interface Output {
        /** The player's older session, if there was one, has been reported as ended before. */
        void onConnected(NetcodeSession session, byte[] userData, long nowMs);

        /**
         * One payload, position to limit, little-endian, valid during the call only. May call send,
         * nothing else.
         */
        void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs);

        void onDisconnected(NetcodeSession session, End end, long nowMs);

        /** One datagram was not acted on; or a payload to be sent was too large or empty. */
        void onDrop(DropReason reason);

        /** The player's address changed; {@link NetcodeSession#address()} is the new one. */
        default void onRoamed(NetcodeSession session, PeerAddress from, long nowMs) {}

        /**
         * A packet came from an address that the session moved to and that is not proven: a good
         * moment to ask for {@link NetcodeSession#pathChallenge}. May call send, nothing else.
         */
        default void onUnproven(NetcodeSession session, long nowMs) {}

        /**
         * A player got on with his handshake.
         *
         * @param claim the same object for each step of one handshake that was answered
         */
        default void onStep(
                HandshakeStep step, Admission.Claim claim, PeerAddress from, long nowMs) {}

        /**
         * The datagram of the {@link #onDrop} before this had a genuine token, or belonged to it.
         */
        default void onRefused(
                Admission.Claim claim, DropReason reason, PeerAddress from, long nowMs) {}

        /**
         * It came from the address of a session. Whoever can forge that address may have sent it.
         */
        default void onSessionDrop(NetcodeSession session, DropReason reason, long nowMs) {}

        /** Nothing shows whose it was. */
        default void onStrangersDrop(PeerAddress from, DropReason reason, long nowMs) {}
    }

    /**
     * @param protocolId of the game
     * @param tokenKeys asked at each request, so that keys may be changed while the server runs
     * @param addresses one of them must be in a token's private address list
     * @param restartEpoch grows with every start of this node: makes the bases of the send
     *     sequences disjoint, so that no nonce repeats under one token's keys; counted modulo 2^20
     * @param maxSessions beyond it requests are answered with denied
     * @param maxPayloadBytes accepted from clients, 1 to 1300
     * @param unprovenBytesPerSecond what one unproven address is sent at most, beyond three times
     *     what came from it; 0 = nothing
     */
    public record Settings(
            long protocolId,
            Supplier<TokenKeys> tokenKeys,
            OwnAddresses addresses,
            int restartEpoch,
            int maxSessions,
            int maxPayloadBytes,
            int unprovenBytesPerSecond) {
        public Settings {
            if (maxPayloadBytes < 1 || maxPayloadBytes > PacketType.MAX_PAYLOAD_BYTES) {
                throw new IllegalArgumentException("maxPayloadBytes " + maxPayloadBytes);
            }
            if (maxSessions < 1) {
                throw new IllegalArgumentException("maxSessions " + maxSessions);
            }
            if (unprovenBytesPerSecond < 0) {
                throw new IllegalArgumentException(
                        "unprovenBytesPerSecond " + unprovenBytesPerSecond);
            }
        }

        /** With nothing beyond three times for unproven addresses. */
        public Settings(
                long protocolId,
                Supplier<TokenKeys> tokenKeys,
                OwnAddresses addresses,
                int restartEpoch,
                int maxSessions,
                int maxPayloadBytes) {
            this(protocolId, tokenKeys, addresses, restartEpoch, maxSessions, maxPayloadBytes, 0);
        }

        public Settings withUnprovenBytesPerSecond(int bytesPerSecond) {
            return new Settings(
                    protocolId,
                    tokenKeys,
                    addresses,
                    restartEpoch,
                    maxSessions,
                    maxPayloadBytes,
                    bytesPerSecond);
        }

        /** With keys that never change, 32 bytes each. */
        public Settings(
                long protocolId,
                byte[] privateKey102,
                byte[] privateKey101,
                OwnAddresses addresses,
                int restartEpoch,
                int maxSessions,
                int maxPayloadBytes) {
            this(
                    protocolId,
                    always(TokenKeys.of(privateKey102, privateKey101)),
                    addresses,
                    restartEpoch,
                    maxSessions,
                    maxPayloadBytes);
        }

        private static Supplier<TokenKeys> always(TokenKeys keys) {
            return () -> keys;
        }

        @Override
        public String toString() {
            return "NetcodeServer.Settings[" + addresses + "]";
        }
    }

    private final Settings settings;
    private final Admission admission;
    private final Output output;
    private final ServerParts parts;
    private final Handshakes handshakes;
    private final Roaming roaming;
    private long nextSweepMs = Long.MAX_VALUE;
    private long nextHandshakeSweepMs = Long.MAX_VALUE;
    private boolean closed;

    /**
     * @param aead used by this server alone
     */
    public NetcodeServer(
            Settings settings,
            Aead aead,
            Admission admission,
            Output output,
            Transmit transmit,
            Entropy entropy) {
        this.settings = settings;
        this.admission = admission;
        this.output = output;
        PacketCodec packet = new PacketCodec(aead, settings.protocolId());
        UnprovenAllowance allowance =
                new UnprovenAllowance(settings.unprovenBytesPerSecond(), entropy.nextLong());
        PacketSender sender = new PacketSender(packet, transmit, allowance, entropy.nextLong());
        SessionTable connected = new SessionTable(entropy.nextLong());
        Sessions sessions = new Sessions(connected, sender, output, entropy);
        HandshakeTable pending = new HandshakeTable(settings.maxSessions(), entropy.nextLong());
        parts = new ServerParts(aead, packet, sender, connected, sessions, pending);
        handshakes = new Handshakes(settings, admission, parts, entropy, output::onStep);
        roaming = new Roaming(sessions, packet, settings.maxPayloadBytes());
    }

    /** One datagram, position to limit; the buffer may be decrypted in place. */
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        DropReason reason = closed ? DropReason.NO_SESSION : handle(from, datagram, nowMs);
        if (reason != null) {
            output.onDrop(reason);
            tellOf(reason, from, nowMs);
        }
    }

    private void tellOf(DropReason reason, PeerAddress from, long nowMs) {
        Admission.Claim claim = handshakes.claim();
        NetcodeSession session = claim == null ? parts.connected().at(from) : null;
        if (claim != null) {
            output.onRefused(claim, reason, from, nowMs);
        } else if (session != null) {
            output.onSessionDrop(session, reason, nowMs);
        } else {
            output.onStrangersDrop(from, reason, nowMs);
        }
    }

    private DropReason handle(PeerAddress from, ByteBuffer datagram, long nowMs) {
        handshakes.forgetClaim();
        if (datagram.hasRemaining() && datagram.get(datagram.position()) == 0) {
            DropReason refusal = handshakes.onRequest(from, datagram, nowMs);
            sweepHandshakesBy(nowMs + Sessions.KEEP_ALIVE_MS);
            return refusal;
        }
        DropReason malformed = parts.packet().readHeader(datagram, PacketType.Side.SERVER);
        if (malformed != null) {
            return malformed;
        }
        if (parts.packet().type() == PacketType.RESPONSE) {
            DropReason refusal = handshakes.onResponse(from, nowMs);
            sweepHandshakesBy(nowMs + Sessions.KEEP_ALIVE_MS);
            return refusal;
        }
        NetcodeSession session = parts.connected().at(from);
        return session == null ? onStrangersPacket(from, nowMs) : onSessionPacket(session, nowMs);
    }

    private DropReason onStrangersPacket(PeerAddress from, long nowMs) {
        DropReason denied = admission.denyStranger(from, Admission.NO_MARK, nowMs);
        return denied == null ? roaming.onPacket(from, nowMs) : denied;
    }

    /** Whether a datagram would be read as a response. */
    public static boolean isResponse(ByteBuffer datagram) {
        return datagram.hasRemaining()
                && (datagram.get(datagram.position()) & PacketCodec.TYPE_MASK)
                        == PacketType.RESPONSE.wire();
    }

    private DropReason onSessionPacket(NetcodeSession session, long nowMs) {
        PacketCodec packet = parts.packet();
        if (session.replay.isReplay(packet.sequence())) {
            return DropReason.REPLAYED;
        }
        DropReason forged = packet.open(session.keys);
        if (forged != null) {
            return forged;
        }
        session.lastHeardMs = nowMs;
        session.roamingFrom = null;
        return parts.sessions().accept(session, packet, settings.maxPayloadBytes(), nowMs);
    }

    /**
     * Sends what is due and ends what timed out; cheap when called too early. When it comes more
     * than a second too late, the process was suspended or its clock was set: that time is not held
     * against the players.
     */
    public void onTimer(long nowMs) {
        if (closed || nowMs < nextSweepMs) {
            return;
        }
        long lateMs = nowMs - nextSweepMs;
        if (lateMs > MAX_LATE_MS) {
            parts.sessions().excuse(lateMs, nowMs);
            parts.handshakes().excuse(lateMs);
        }
        parts.handshakes().history().expire(nowMs / 1000);
        if (nowMs >= nextHandshakeSweepMs) {
            nextHandshakeSweepMs = parts.handshakes().sweep(nowMs);
        }
        long next = Math.min(nextHandshakeSweepMs, parts.sessions().sweep(nowMs));
        nextSweepMs = Math.max(next, nowMs + MIN_SWEEP_MS);
    }

    /**
     * Whether to send four keep-alives a second instead of ten: when datagrams come in faster than
     * they are handled, what players say is worth more.
     */
    public void setSparing(boolean isSparing) {
        parts.sessions().setSparing(isSparing);
    }

    /**
     * When {@link #onTimer} wants to be called next, Unix ms; at most 100 ms ahead while there are
     * sessions, {@link Long#MAX_VALUE} while there is nothing to do.
     */
    public long nextDeadlineMs() {
        return nextSweepMs;
    }

    /**
     * Seals one payload, position to limit, 1..1200 bytes (1175 for a 1.01 client, {@link
     * NetcodeSession#maxSendBytes()}), and hands it to the Transmit. The buffer is left as it was.
     *
     * @return false for a session that ended, for another size, which is also counted as
     *     BAD_PAYLOAD_SIZE, and for more than an unproven address may have, which is counted as
     *     UNPROVEN_ADDRESS: nothing was sent
     */
    public boolean send(NetcodeSession session, ByteBuffer payload, long nowMs) {
        if (!session.isOpen()) {
            return false;
        }
        if (!payload.hasRemaining() || payload.remaining() > session.maxSendBytes()) {
            output.onDrop(DropReason.BAD_PAYLOAD_SIZE);
            return false;
        }
        boolean sent = parts.sender().sendPayload(session, payload, nowMs);
        if (!sent) {
            output.onDrop(DropReason.UNPROVEN_ADDRESS);
        }
        return sent;
    }

    /**
     * Sends the disconnect packets (if the server ends it: CLOSED, REPLACED, MOVED, BANNED) and
     * ends with {@link Output#onDisconnected}; does nothing to a session that ended before.
     */
    public void disconnect(NetcodeSession session, End end, long nowMs) {
        parts.sessions().end(session, end, nowMs);
    }

    /** Disconnects everybody and forgets all session keys; the core is dead after this. */
    public void close(long nowMs) {
        parts.sessions().endAll(nowMs);
        handshakes.close();
        parts.packet().forget();
        nextSweepMs = Long.MAX_VALUE;
        closed = true;
    }

    public int sessionCount() {
        return parts.connected().size();
    }

    /** Handshakes under way: answered with a challenge, not yet responded to. */
    public int handshakeCount() {
        return parts.handshakes().size();
    }

    /** Connect tokens remembered so that none is used twice. */
    public int rememberedTokenCount() {
        return parts.handshakes().history().size();
    }

    /** Slots of the address tables, for tests of bounded memory. */
    int tableCapacity() {
        return parts.connected().addressCapacity() + parts.handshakes().addressCapacity();
    }

    private void sweepHandshakesBy(long deadlineMs) {
        nextHandshakeSweepMs = Math.min(nextHandshakeSweepMs, deadlineMs);
        nextSweepMs = Math.min(nextSweepMs, deadlineMs);
    }
}
