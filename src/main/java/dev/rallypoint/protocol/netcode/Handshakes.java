package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission.Seat;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * From a request to a session: the server's steps of the standard in its order ("Processing
 * Connection Requests", "Processing Connection Response Packets"). A refusal is a {@code
 * DropReason}, null = answered. Silence for everything but a full match or node, and a match that
 * went elsewhere: denied.
 */
final class Handshakes {
    /** How much longer than it is of use a late token is remembered. */
    private static final long MARGIN_SECONDS = 5;

    /** Hears how handshakes get on. */
    interface Steps {
        void onStep(HandshakeStep step, Admission.Claim claim, PeerAddress from, long nowMs);
    }

    private final NetcodeServer.Settings settings;
    private final Admission admission;
    private final Steps steps;
    private final ServerParts parts;
    private final SessionTable connected;
    private final HandshakeTable handshakes;
    private final ConnectRequest.Fields fields = new ConnectRequest.Fields();
    private final TokenMarks marks = new TokenMarks();
    private final Aead.Key challengeKey;
    private long challengeSequence;

    /** What the datagram in question is known to belong to; null = not known. */
    private Admission.Claim claim;

    Handshakes(
            NetcodeServer.Settings settings,
            Admission admission,
            ServerParts parts,
            Entropy entropy,
            Steps steps) {
        this.settings = settings;
        this.steps = steps;
        this.admission = admission;
        this.parts = parts;
        connected = parts.connected();
        handshakes = parts.handshakes();
        byte[] key = new byte[Aead.KEY_BYTES];
        entropy.fill(key);
        challengeKey = parts.aead().key(key);
        Arrays.fill(key, (byte) 0);
    }

    /** Before each datagram. */
    void forgetClaim() {
        claim = null;
    }

    /** Whose the last datagram was, as a genuine token says; null if none did. */
    Admission.Claim claim() {
        return claim;
    }

    private void tell(HandshakeStep step, PeerAddress from, long nowMs) {
        steps.onStep(step, claim, from, nowMs);
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
        fields.set(version, datagram);
        DropReason cheap = checkInClear(nowMs);
        if (cheap == null) {
            cheap = checkByAddress(from, nowMs);
        }
        if (cheap != null) {
            return cheap;
        }
        byte[] privateKey = settings.tokenKeys().get().key(version, fields.expiresUnixSeconds());
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
    private DropReason checkInClear(long nowMs) {
        if (!fields.hasVersionInfo()) {
            return DropReason.BAD_VERSION;
        }
        if (fields.protocolId() != settings.protocolId()) {
            return DropReason.WRONG_PROTOCOL_ID;
        }
        return isLate(nowMs) && nowMs >= admission.expectsUntilMs()
                ? DropReason.EXPIRED_TOKEN
                : null;
    }

    private boolean isLate(long nowMs) {
        return Long.compareUnsigned(fields.expiresUnixSeconds(), nowMs / 1000) <= 0;
    }

    /**
     * A copy of a request whose token made a session is known by its tag; whoever forges that tag
     * only gets his datagram refused sooner.
     */
    private DropReason checkByAddress(PeerAddress from, long nowMs) {
        long mark =
                fields.mark(
                        marks.of(settings.tokenKeys().get().key102(fields.expiresUnixSeconds())));
        boolean isStranger = connected.at(from) == null;
        DropReason denied = isStranger ? admission.denyStranger(from, mark, nowMs) : null;
        if (denied != null) {
            return denied;
        }
        if (fields.isConsumedIn(handshakes.history())) {
            return isStranger ? DropReason.TOKEN_ALREADY_USED : DropReason.ALREADY_CONNECTED;
        }
        return admission.denyRequest(from, mark, nowMs);
    }

    private DropReason onGenuine(ConnectRequest request, PeerAddress from, long nowMs) {
        PrivateConnectToken token = request.token();
        int addressIndex = settings.addresses().indexIn(token.servers());
        claim =
                new Admission.Claim(
                        token.clientId(), token.userData(), addressIndex == 0, isLate(nowMs));
        tell(HandshakeStep.REQUEST, from, nowMs);
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
            handshake = new Handshake(from, request, claim, addressIndex, parts.aead());
        }
        DropReason noRoom = checkRoom(handshake, nowMs);
        if (noRoom != null) {
            if (isNew) {
                handshake.keys.close();
            }
            return noRoom;
        }
        if (isNew) {
            sealChallenge(handshake);
            handshakes.add(handshake, rememberedUntil(request));
        }
        handshake.refresh(nowMs);
        parts.sender().sendChallenge(handshake);
        tell(HandshakeStep.CHALLENGE, from, nowMs);
        return null;
    }

    /** As long as the token can be used, be it late; Unix seconds, unsigned. */
    private long rememberedUntil(ConnectRequest request) {
        long expected = admission.expectsUntilMs() / 1000 + MARGIN_SECONDS;
        long expires = request.expiresUnixSeconds();
        return Long.compareUnsigned(expires, expected) < 0 ? expected : expires;
    }

    private DropReason checkRoom(Handshake handshake, long nowMs) {
        DropReason noSeat = checkSeat(seatFor(handshake, nowMs), handshake);
        if (noSeat != null) {
            return noSeat;
        }
        return handshakes.isFullFor(handshake.address) ? DropReason.PENDING_FULL : null;
    }

    /** A response packet whose header was read. */
    DropReason onResponse(PeerAddress from, long nowMs) {
        Handshake handshake = handshakes.at(from);
        if (handshake == null) {
            boolean isRepeated = connected.at(from) != null;
            return isRepeated ? DropReason.ALREADY_CONNECTED : DropReason.NO_SESSION;
        }
        claim = handshake.claim;
        DropReason denied = admission.denyStranger(from, Admission.PROVEN, nowMs);
        if (denied != null) {
            return denied;
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
        tell(HandshakeStep.RESPONSE, from, nowMs);
        if (isConnected(from, handshake.claim.clientId(), handshake.claim.userData())) {
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
        parts.sessions().open(session, handshake.claim.userData(), nowMs);
        return null;
    }

    /**
     * Sealed once for a handshake, however often its request is repeated: so the answer shows that
     * the player receives at this very address, not only at another one of the same token.
     */
    private void sealChallenge(Handshake handshake) {
        handshake.challengeSequence = challengeSequence++;
        handshake.challenge.putLong(handshake.challengeSequence);
        new ChallengeToken(handshake.claim.clientId(), handshake.claim.userData())
                .seal(handshake.challengeSequence, challengeKey, handshake.challenge);
        handshake.challenge.flip();
    }

    private boolean isAnswerTo(Handshake handshake, ByteBuffer response) {
        long sequence = response.getLong();
        return ChallengeToken.open(sequence, challengeKey, response)
                .filter(token -> sequence == handshake.challengeSequence)
                .filter(
                        token ->
                                token.isFor(handshake.claim.clientId(), handshake.claim.userData()))
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
        return admission.seat(handshake.claim, nowMs);
    }

    private DropReason checkSeat(Seat seat, Handshake handshake) {
        boolean isNodeFull =
                connected.size() >= settings.maxSessions()
                        && connected.of(handshake.claim.clientId()) == null;
        boolean isRefusedInSilence = seat.refusal() != null && !seat.isDenied();
        if (isRefusedInSilence) {
            return seat.refusal();
        }
        if (isNodeFull || seat.isDenied()) {
            parts.sender().sendDenied(handshake);
            return isNodeFull ? DropReason.SESSIONS_FULL : seat.refusal();
        }
        return null;
    }

    /** Gives up all handshakes; no other will be answered. */
    void close() {
        handshakes.clear();
        marks.forget();
        challengeKey.close();
    }
}
