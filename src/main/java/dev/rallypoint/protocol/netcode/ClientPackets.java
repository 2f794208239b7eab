package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;

/**
 * What a client seals, opens and sends under the keys of one token. Its sequence never starts
 * again, also not at the next relay: the numbers are nonces under one key.
 */
final class ClientPackets {
    private final PeerKeys keys;
    private final PacketCodec codec;
    private final Transmit transmit;
    private final ReplayProtection replay = new ReplayProtection();
    private final ByteBuffer request;
    private final ByteBuffer keepAlive = ByteBuffer.allocate(2 * Integer.BYTES);
    private final ByteBuffer challenge =
            ByteBuffer.allocate(Long.BYTES + ChallengeToken.SEALED_BYTES);
    private long sequence;

    ClientPackets(PublicConnectToken token, Aead aead, Transmit transmit) {
        this.transmit = transmit;
        keys = PeerKeys.ofClient(token, aead);
        codec = new PacketCodec(aead, token.header().protocolId());
        request = ByteBuffer.allocate(token.header().version().requestBytes());
        ConnectRequest.write(token.header(), token.privateData(), request);
        request.flip();
    }

    /** Reads a packet of the relay that is tried or used; null = read. */
    DropReason open(ByteBuffer datagram) {
        DropReason refusal = codec.readHeader(datagram, PacketType.Side.CLIENT);
        if (refusal != null) {
            return refusal;
        }
        boolean isProtected = codec.type().isReplayProtected();
        if (isProtected && replay.isReplay(codec.sequence())) {
            return DropReason.REPLAYED;
        }
        refusal = codec.open(keys);
        if (refusal != null) {
            return refusal;
        }
        if (isProtected) {
            replay.advance(codec.sequence());
        }
        return codec.checkSize(PacketType.MAX_PAYLOAD_BYTES);
    }

    /** Reads an answer to a request, of a relay there is no session with; null = read. */
    DropReason openAnswer(ByteBuffer datagram) {
        DropReason refusal = codec.readHeader(datagram, PacketType.Side.CLIENT);
        if (refusal != null) {
            return refusal;
        }
        if (codec.type().isReplayProtected()) {
            return DropReason.NO_SESSION;
        }
        refusal = codec.open(keys);
        return refusal != null ? refusal : codec.checkSize(PacketType.MAX_PAYLOAD_BYTES);
    }

    /** Of the packet read last. */
    PacketType type() {
        return codec.type();
    }

    /** Of the packet read last; valid until the next one. */
    ByteBuffer plaintext() {
        return codec.plaintext();
    }

    /** The packet read last is what responses say from now on. */
    void keepChallenge() {
        challenge.clear().put(codec.plaintext()).flip();
    }

    /** For another relay, whose sequences are its own. */
    void forgetReceived() {
        replay.reset();
    }

    void sendRequest(PeerAddress to) {
        transmit.send(to, request.rewind());
    }

    void sendResponse(PeerAddress to) {
        transmit.send(to, codec.seal(PacketType.RESPONSE, sequence++, keys, challenge));
    }

    void sendKeepAlive(PeerAddress to) {
        transmit.send(to, codec.seal(PacketType.KEEP_ALIVE, sequence++, keys, keepAlive));
    }

    void sendPayload(PeerAddress to, ByteBuffer payload) {
        transmit.send(to, codec.seal(PacketType.PAYLOAD, sequence++, keys, payload));
    }

    void sendDisconnects(PeerAddress to) {
        for (int i = 0; i < PacketSender.DISCONNECT_PACKETS; i++) {
            transmit.send(to, codec.seal(PacketType.DISCONNECT, sequence++, keys));
        }
    }

    /** Neither reads nor sends any more. */
    void close() {
        keys.close();
    }
}
