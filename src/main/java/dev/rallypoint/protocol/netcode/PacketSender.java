package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;

/**
 * Seals and sends the packets of a server. Sessions have their own sequences; challenge and denied
 * packets share the global one of the process, which lives in the upper half of the numbers so that
 * it meets no session's.
 */
final class PacketSender {
    /** How often a disconnect is said, because nothing acknowledges it. */
    static final int DISCONNECT_PACKETS = 10;

    private final PacketCodec codec;
    private final Transmit transmit;
    private final ByteBuffer keepAlive;
    private final UnprovenAllowance allowance;
    private long globalSequence;

    /**
     * @param random 64 random bits: the global sequence starts at 2^63 plus 61 of them, so that a
     *     token that is shown to two processes does not repeat a nonce
     */
    PacketSender(PacketCodec codec, Transmit transmit, UnprovenAllowance allowance, long random) {
        this.allowance = allowance;
        this.codec = codec;
        this.transmit = transmit;
        keepAlive = codec.buffer(2 * Integer.BYTES);
        globalSequence = Long.MIN_VALUE | random >>> 3;
    }

    void sendDenied(Handshake to) {
        transmit.send(to.address, codec.seal(PacketType.DENIED, globalSequence++, to.keys));
    }

    void sendChallenge(Handshake to) {
        transmit.send(
                to.address,
                codec.seal(PacketType.CHALLENGE, globalSequence++, to.keys, to.challenge));
    }

    void sendKeepAlive(NetcodeSession to, long nowMs) {
        keepAlive.putInt(0, to.slot()).putInt(Integer.BYTES, to.maxClients());
        send(PacketType.KEEP_ALIVE, to, keepAlive, nowMs);
    }

    /**
     * Before the player is known to have his slot, each payload brings it along.
     *
     * @return false = too much for an address that is not proven
     */
    boolean sendPayload(NetcodeSession to, ByteBuffer payload, long nowMs) {
        if (!to.confirmed) {
            sendKeepAlive(to, nowMs);
        }
        return send(PacketType.PAYLOAD, to, payload, nowMs);
    }

    void sendDisconnects(NetcodeSession to, long nowMs) {
        for (int i = 0; i < DISCONNECT_PACKETS && mayHave(to, 0, nowMs); i++) {
            long sequence = to.sendSequence.next();
            transmit.send(to.address, codec.seal(PacketType.DISCONNECT, sequence, to.keys));
        }
    }

    private boolean send(PacketType type, NetcodeSession to, ByteBuffer plaintext, long nowMs) {
        // Also if it may not: the next keep-alive is due later.
        to.lastSentMs = nowMs;
        if (!mayHave(to, plaintext.remaining(), nowMs)) {
            return false;
        }
        transmit.send(to.address, codec.seal(type, to.sendSequence.next(), to.keys, plaintext));
        return true;
    }

    private boolean mayHave(NetcodeSession to, int plainBytes, long nowMs) {
        if (to.proof == null) {
            return true;
        }
        int bytes = plainBytes + PacketCodec.MAX_OVERHEAD_BYTES;
        // Three times what came is first come, first served: the fair way is tried before.
        return allowance.spend(to.address, bytes, nowMs) || to.proof.spend(bytes);
    }
}
