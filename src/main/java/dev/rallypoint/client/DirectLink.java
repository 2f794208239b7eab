package dev.rallypoint.client;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.direct.DirectPaths;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.relay.DirectControl;
import dev.rallypoint.protocol.relay.DirectControl.Offer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Direct paths of one {@link RelaySession}, over its socket: tells the relay where this player may
 * be reached, hands what the relay says of others to {@link DirectPaths}, and states of both kinds
 * to the {@link FramedChannel}. Belongs to the loop's thread.
 */
final class DirectLink implements DirectPaths.Output {
    /** Beats of 100 ms between offers: while somebody is new, and after that. */
    private static final int SOON_BEATS = 3;

    private static final int SOON_OFFERS = 10;
    private static final int LATER_BEATS = 50;

    private final RelaySession session;
    private final FramedChannel framed;
    private final RelayListener listener;
    private final LongSupplier clock;
    private final DirectPaths paths;
    private final LocalAddresses addresses;
    private final ByteBuffer out =
            ByteBuffer.allocate(DirectControl.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private List<PeerAddress> told = List.of();
    private long present;
    private int beatsToOffer;
    private int offers;

    DirectLink(
            RelaySession session,
            FramedChannel framed,
            RelayListener listener,
            LongSupplier clock) {
        this.clock = clock;
        this.session = session;
        this.framed = framed;
        this.listener = listener;
        addresses = new LocalAddresses(session);
        paths = new DirectPaths(session.slot(), Aead.ofJdk(), session, this);
    }

    /** Ten times a second. */
    void onBeat(double pingMs) {
        paths.onRelayRoundTrip(pingMs);
        List<PeerAddress> found = addresses.find();
        boolean isNews = !found.equals(told);
        boolean isLonely = (present & ~paths.known(clock.getAsLong())) != 0;
        beatsToOffer--;
        if (isNews || isLonely && beatsToOffer <= 0) {
            told = found;
            offer();
        }
    }

    private void offer() {
        offers++;
        beatsToOffer = offers < SOON_OFFERS ? SOON_BEATS : LATER_BEATS;
        DirectControl.writeOffer(out.clear(), new Offer(paths.known(clock.getAsLong()), told));
        session.send(out.flip());
    }

    /** Servers that say where this socket is seen. */
    void ask(List<PeerAddress> stunServers) {
        addresses.ask(stunServers, clock.getAsLong());
    }

    /** Somebody has that seat, perhaps somebody else than before. */
    void onPeerConnected(int slot) {
        paths.forget(slot, clock.getAsLong());
        present |= 1L << slot;
        offers = 0;
        beatsToOffer = 0;
    }

    void onPeerDisconnected(int slot) {
        paths.forget(slot, clock.getAsLong());
        present &= ~(1L << slot);
    }

    /** A control message that is not one of the relay's own matters. */
    void onControl(ByteBuffer payload) {
        DirectControl.readPeer(payload).ifPresent(peer -> paths.introduce(peer, clock.getAsLong()));
    }

    void sendState(ByteBuffer payload) {
        paths.sendState(payload, clock.getAsLong());
    }

    /** Whether a datagram of the socket is not the relay's. */
    boolean takes(PeerAddress from, ByteBuffer datagram) {
        if (DirectPaths.isDirect(datagram)) {
            paths.onDatagram(from, datagram, clock.getAsLong());
            return true;
        }
        return addresses.takes(from, datagram, clock.getAsLong());
    }

    void onTimer() {
        paths.onTimer(clock.getAsLong());
        addresses.onTimer(clock.getAsLong());
    }

    long nextDeadlineMs() {
        return Math.min(paths.nextDeadlineMs(clock.getAsLong()), addresses.nextDeadlineMs());
    }

    void close() {
        paths.close();
    }

    @Override
    public void onState(int slot, ByteBuffer payload) {
        framed.onDirectState(slot, payload);
    }

    @Override
    public void onServed(long slots) {
        DirectControl.writeServed(out.clear(), slots);
        session.send(out.flip());
    }

    @Override
    public void onPath(int slot, boolean isDirect) {
        listener.onPath(slot, isDirect);
    }

    @Override
    public void onDrop(DropReason reason) {
        // Players have no counters.
    }
}
