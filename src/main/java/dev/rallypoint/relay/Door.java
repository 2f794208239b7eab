package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.PacketGate;
import java.util.Map;

/** Who may come in, and who of the strangers may make the relay work (relay.md §6). */
final class Door implements Admission {
    /** Until his first one is answered, he repeats it every 100 ms. */
    private static final int REQUESTS_OF_A_MEMBER = 8;

    private final PacketGate gate;
    private final Matches matches;

    /** Until when players are banned, Unix ms, by client id. */
    private Map<Long, Long> bannedUntilMs = Map.of();

    Door(FilterRules rules, Matches matches, Entropy entropy) {
        this.matches = matches;
        gate = new PacketGate(rules, entropy::nextLong);
    }

    void setRules(FilterRules rules) {
        gate.setRules(rules);
    }

    void setOverloaded(boolean isOverloaded) {
        gate.setOverloaded(isOverloaded);
    }

    void setBanned(Map<Long, Long> untilMsByClientId) {
        bannedUntilMs = Map.copyOf(untilMsByClientId);
    }

    /** Whether a session may not go on. */
    boolean isDenied(NetcodeSession session, long nowMs) {
        return gate.isDenied(session.address()) || isBanned(session.clientId(), nowMs);
    }

    private boolean isBanned(long clientId, long nowMs) {
        return nowMs < bannedUntilMs.getOrDefault(clientId, Long.MIN_VALUE);
    }

    /** Members of a match that came here are on their way. */
    void expect(int members, long nowMs) {
        gate.expect(members * REQUESTS_OF_A_MEMBER, nowMs);
    }

    @Override
    public DropReason denyStranger(PeerAddress from, long mark, long nowMs) {
        return gate.denyStranger(from, mark, nowMs);
    }

    @Override
    public DropReason denyRequest(PeerAddress from, long mark, long nowMs) {
        return gate.denyRequest(from, mark, nowMs);
    }

    @Override
    public Seat seat(Claim claim, long nowMs) {
        return isBanned(claim.clientId(), nowMs) ? Seat.BANNED : matches.seat(claim, nowMs);
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
