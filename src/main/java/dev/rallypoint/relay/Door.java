package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.security.DatagramFilter;
import dev.rallypoint.security.FilterChain;
import dev.rallypoint.security.HandshakeGate;
import dev.rallypoint.security.SourceFilter;
import dev.rallypoint.security.SourceLimits;
import java.nio.ByteBuffer;
import java.util.List;

/** Who may come in, and who of the strangers may make the relay work (relay.md §6). */
final class Door implements Admission {
    /** Sources whose buckets are remembered: 1 MB a table. */
    private static final int SOURCE_PLACES = 65_536;

    /** Until his first one is answered, he repeats it every 100 ms. */
    private static final int REQUESTS_OF_A_MEMBER = 8;

    private final DatagramFilter strangers;
    private final HandshakeGate requests;
    private final Matches matches;

    Door(Relay.Limits limits, Matches matches, Entropy entropy) {
        this.matches = matches;
        strangers =
                new FilterChain(
                        List.of(new SourceFilter(limit(limits.datagramsPerSource(), entropy))));
        requests =
                new HandshakeGate(
                        limit(limits.handshakesPerSource(), entropy), limits.handshakesPerNode());
    }

    private static SourceLimits limit(int perSecond, Entropy entropy) {
        return new SourceLimits(perSecond, SOURCE_PLACES, entropy.nextLong());
    }

    /** Members of a match that came here are on their way. */
    void expect(int members, long nowMs) {
        requests.expect(members * REQUESTS_OF_A_MEMBER, nowMs);
    }

    @Override
    public DropReason denyStranger(PeerAddress from, ByteBuffer datagram, long nowMs) {
        return strangers.deny(from, datagram, nowMs);
    }

    @Override
    public DropReason denyRequest(PeerAddress from, ByteBuffer datagram, long nowMs) {
        return requests.deny(from, datagram, nowMs);
    }

    @Override
    public Seat seat(Claim claim, long nowMs) {
        return matches.seat(claim, nowMs);
    }

    @Override
    public long expectsUntilMs() {
        return matches.homes().expectsUntilMs();
    }

    @Override
    public boolean isNewer(byte[] candidateUserData, NetcodeSession current) {
        return matches.isNewer(candidateUserData, (Member) current.attachment());
    }
}
