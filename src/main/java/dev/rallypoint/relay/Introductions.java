package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.DirectControl;
import dev.rallypoint.protocol.relay.DirectControl.Offer;
import dev.rallypoint.protocol.relay.DirectControl.Peer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Tells the members of one match of each other (docs/protocol/direct.md §2): addresses to those who
 * showed theirs, with a key for each direction that nobody else has. The keys come from a secret
 * that the match has as long as it lives here and that leaves the relay never; they differ from
 * session to session.
 */
final class Introductions {
    private static final byte[] USE = "rallypoint direct 1\0".getBytes(StandardCharsets.US_ASCII);

    private final Delivery delivery;
    private final PairKeys keys;
    private final Entropy entropy;
    private final ByteBuffer message = ByteBuffer.allocate(DirectControl.MAX_BYTES);
    private Optional<byte[]> secret = Optional.empty();

    Introductions(Delivery delivery, PairKeys keys, Entropy entropy) {
        this.delivery = delivery;
        this.keys = keys;
        this.entropy = entropy;
    }

    /**
     * A control message that says where a member may be reached.
     *
     * @return null = acted on
     */
    DropReason onOffer(Match match, Member from, ByteBuffer payload, long nowMs) {
        Optional<Offer> offer = DirectControl.readOffer(payload);
        if (offer.isEmpty()) {
            return DropReason.BAD_FRAME;
        }
        if (!match.mayGoDirect(from)) {
            return DropReason.RELAY_ONLY;
        }
        List<PeerAddress> before = from.candidates;
        from.offered = offer.get().candidates();
        from.candidates = CandidateRules.admit(from.session().address(), from.offered);
        boolean isNews = !from.candidates.equals(before);
        for (Member peer : match.connected()) {
            if (peer == from || peer.candidates.isEmpty() || !match.mayGoDirect(peer)) {
                continue;
            }
            if (isNews) {
                introduce(from, peer, nowMs);
            }
            if ((offer.get().known() >>> peer.slot() & 1) == 0) {
                introduce(peer, from, nowMs);
            }
        }
        return null;
    }

    /** A member's address changed: the others hear of it, if he showed them the one before. */
    void onRoamed(Match match, Member moved, long nowMs) {
        if (moved.candidates.isEmpty()) {
            return;
        }
        moved.candidates = CandidateRules.admit(moved.session().address(), moved.offered);
        for (Member peer : match.connected()) {
            if (peer != moved && !peer.candidates.isEmpty()) {
                introduce(moved, peer, nowMs);
            }
        }
    }

    private void introduce(Member whom, Member to, long nowMs) {
        Peer peer = new Peer(whom.slot(), key(to, whom), key(whom, to), whom.candidates);
        DirectControl.writePeer(message.clear(), peer);
        delivery.deliver(to, message.flip(), nowMs);
    }

    /** Both are told the same, whoever is told first, and again whenever they ask. */
    private byte[] key(Member from, Member to) {
        if (secret.isEmpty()) {
            byte[] random = new byte[PairKeys.KEY_BYTES];
            entropy.fill(random);
            secret = Optional.of(random);
        }
        ByteBuffer use =
                ByteBuffer.allocate(USE.length + 2 * (1 + Long.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(USE)
                        .put((byte) from.slot())
                        .putLong(from.generation())
                        .put((byte) to.slot())
                        .putLong(to.generation());
        return keys.derive(secret.get(), use.array());
    }
}
