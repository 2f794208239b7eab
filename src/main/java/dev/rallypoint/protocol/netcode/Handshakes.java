package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeServer.Admission.Seat;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * From a request to a session: the server's steps of the standard in its order ("Processing
 * Connection Requests", "Processing Connection Response Packets"). A refusal is a {@code
 * DropReason}, null = answered. Silence for everything but a full match or node: denied.
 */
final class Handshakes {
    private final NetcodeServer.Settings settings;
    private final NetcodeServer.Admission admission;
    private final ServerParts parts;
    private final SessionTable connected;
    private final HandshakeTable handshakes;
    private final Aead.Key challengeKey;
    private long challengeSequence;

    Handshakes(
            NetcodeServer.Settings settings,
            NetcodeServer.Admission admission,
            ServerParts parts,
            Entropy entropy) {
        this.settings = settings;
        this.admission = admission;
        this.parts = parts;
        connected = parts.connected();
        handshakes = parts.handshakes();
        byte[] key = new byte[Aead.KEY_BYTES];
        entropy.fill(key);
        challengeKey = new Aead.Key(key);
    }

    /** A datagram that starts with a zero byte. */
    DropReason onRequest(PeerAddress from, ByteBuffer datagram, long nowMs) {
        int size = datagram.remaining();
        NetcodeVersion version =
                size == NetcodeVersion.V1_01.requestBytes()
                        ? NetcodeVersion.V1_01
                        : NetcodeVersion.V1_02;
        if (size != version.requestBytes()) {
            return wrongSize(size);
        }
        ConnectRequest.Fields fields = new ConnectRequest.Fields(version, datagram);
        DropReason cheap = checkInClear(fields, nowMs);
        if (cheap == null) {
            cheap = checkByAddress(fields, from, datagram, nowMs);
        }
        if (cheap != null) {
            return cheap;
        }
        byte[] privateKey =
                version == NetcodeVersion.V1_01
                        ? settings.privateKey101()
                        : settings.privateKey102();
        Optional<ByteBuffer> plaintext =
                PrivateConnectToken.open(
                        fields.header(), privateKey, fields.privateData(), parts.aead());
        if (plaintext.isEmpty()) {
            return DropReason.BAD_TOKEN;
        }
        Optional<PrivateConnectToken> token = PrivateConnectToken.decode(plaintext.get());
        if (token.isEmpty()) {
            return DropReason.MALFORMED_TOKEN;
        }
        return onGenuine(fields.request(token.get()), from, nowMs);
    }

    private static DropReason wrongSize(int size) {
        if (size < NetcodeVersion.V1_01.requestBytes()) {
            return DropReason.TOO_SHORT;
        }
        return size > NetcodeVersion.V1_02.requestBytes()
                ? DropReason.TOO_LONG
                : DropReason.BAD_SIZE;
    }

    /** What costs nothing comes before the decryption. */
    private DropReason checkInClear(ConnectRequest.Fields fields, long nowMs) {
        if (!fields.hasVersionInfo()) {
            return DropReason.BAD_VERSION;
        }
        if (fields.protocolId() != settings.protocolId()) {
            return DropReason.WRONG_PROTOCOL_ID;
        }
        return Long.compareUnsigned(fields.expiresUnixSeconds(), nowMs / 1000) <= 0
                ? DropReason.EXPIRED_TOKEN
                : null;
    }

    /**
     * A copy of a request whose token made a session is known by its tag; whoever forges that tag
     * only gets his datagram refused sooner.
     */
    private DropReason checkByAddress(
            ConnectRequest.Fields fields, PeerAddress from, ByteBuffer datagram, long nowMs) {
        boolean isStranger = connected.at(from) == null;
        DropReason denied = isStranger ? admission.denyStranger(from, datagram, nowMs) : null;
        if (denied != null) {
            return denied;
        }
        if (handshakes.history().isConsumed(fields.tag())) {
            return isStranger ? DropReason.TOKEN_ALREADY_USED : DropReason.ALREADY_CONNECTED;
        }
        return admission.denyRequest(from, datagram, nowMs);
    }

    private DropReason onGenuine(ConnectRequest request, PeerAddress from, long nowMs) {
        PrivateConnectToken token = request.token();
        int addressIndex = indexOfOwnAddress(token);
        if (addressIndex < 0) {
            return DropReason.NOT_MY_ADDRESS;
        }
        if (isConnected(from, token.clientId(), token.userData())) {
            return DropReason.ALREADY_CONNECTED;
        }
        handshakes.history().expire(nowMs / 1000);
        DropReason used = handshakes.history().check(request.tag(), from);
        if (used != null) {
            return used;
        }
        Handshake handshake = handshakes.at(from);
        boolean isNew = handshake == null || !handshake.tag.equals(request.tag());
        if (isNew) {
            handshake = new Handshake(from, request, addressIndex);
        }
        DropReason noSeat = checkSeat(seatFor(handshake, nowMs), handshake);
        if (noSeat != null) {
            return noSeat;
        }
        if (handshakes.isFullFor(from)) {
            return DropReason.PENDING_FULL;
        }
        if (isNew) {
            sealChallenge(handshake);
            handshakes.add(handshake, request.expiresUnixSeconds());
        }
        handshake.refresh(nowMs);
        parts.sender().sendChallenge(handshake);
        return null;
    }

    /** A response packet whose header was read. */
    DropReason onResponse(PeerAddress from, long nowMs) {
        Handshake handshake = handshakes.at(from);
        if (handshake == null) {
            boolean isRepeated = connected.at(from) != null;
            return isRepeated ? DropReason.ALREADY_CONNECTED : DropReason.NO_SESSION;
        }
        PacketCodec packet = parts.packet();
        DropReason bad = packet.open(handshake.keys);
        if (bad == null) {
            bad = packet.checkSize(settings.maxPayloadBytes());
        }
        if (bad != null) {
            return bad;
        }
        if (!isAnswerTo(handshake, packet.plaintext())) {
            return DropReason.BAD_CHALLENGE;
        }
        if (isConnected(from, handshake.clientId, handshake.userData)) {
            return DropReason.ALREADY_CONNECTED;
        }
        Seat seat = seatFor(handshake, nowMs);
        DropReason noSeat = checkSeat(seat, handshake);
        if (noSeat != null) {
            return noSeat;
        }
        handshakes.finish(handshake);
        SendSequence sequence = new SendSequence(settings.restartEpoch(), handshake.addressIndex);
        NetcodeSession session = new NetcodeSession(handshake, seat, sequence, nowMs);
        parts.sessions().open(session, handshake.userData, nowMs);
        return null;
    }

    /**
     * Sealed once for a handshake, however often its request is repeated: so the answer shows that
     * the player receives at this very address, not only at another one of the same token.
     */
    private void sealChallenge(Handshake handshake) {
        handshake.challengeSequence = challengeSequence++;
        handshake.challenge.putLong(handshake.challengeSequence);
        new ChallengeToken(handshake.clientId, handshake.userData)
                .seal(handshake.challengeSequence, challengeKey, parts.aead(), handshake.challenge);
        handshake.challenge.flip();
    }

    private boolean isAnswerTo(Handshake handshake, ByteBuffer response) {
        long sequence = response.getLong();
        return ChallengeToken.open(sequence, challengeKey, response, parts.aead())
                .filter(token -> sequence == handshake.challengeSequence)
                .filter(token -> token.isFor(handshake.clientId, handshake.userData))
                .isPresent();
    }

    /** A newer token of the same player does not count as connected: it takes over. */
    private boolean isConnected(PeerAddress from, long clientId, byte[] userData) {
        NetcodeSession atAddress = connected.at(from);
        if (atAddress != null && atAddress.clientId() != clientId) {
            return true;
        }
        NetcodeSession ofPlayer = connected.of(clientId);
        return ofPlayer != null && !admission.isNewer(userData, ofPlayer);
    }

    private Seat seatFor(Handshake handshake, long nowMs) {
        return admission.seat(handshake.clientId, handshake.userData, nowMs);
    }

    private DropReason checkSeat(Seat seat, Handshake handshake) {
        if (seat.equals(Seat.UNREADABLE)) {
            return DropReason.MALFORMED_TOKEN;
        }
        boolean isNodeFull =
                connected.size() >= settings.maxSessions()
                        && connected.of(handshake.clientId) == null;
        if (isNodeFull || seat.equals(Seat.FULL)) {
            parts.sender().sendDenied(handshake);
            return isNodeFull ? DropReason.SESSIONS_FULL : DropReason.MATCH_FULL;
        }
        return null;
    }

    private int indexOfOwnAddress(PrivateConnectToken token) {
        for (int i = 0; i < token.servers().size(); i++) {
            if (settings.ownAddresses().contains(token.servers().get(i))) {
                return i;
            }
        }
        return -1;
    }
}
