package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.security.DatagramFilter;
import dev.rallypoint.security.FilterChain;
import dev.rallypoint.security.HandshakeGate;
import dev.rallypoint.security.SourceFilter;
import dev.rallypoint.security.SourceLimits;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * The pure core of one relay port. A datagram's way: filters, netcode server, match, forwarder,
 * targets, sealed once for each receiver. Every datagram ends as answered, forwarded, or one
 * counted {@link DropReason}. Belongs to one event loop and lives once: after {@link #close} make a
 * new one.
 */
public final class Relay {
    /** Sources whose buckets are remembered: 1 MB a table. */
    private static final int SOURCE_PLACES = 65_536;

    /** What the world hears of the relay; never calls back into it. */
    public interface Output {
        void sessionOpened(UUID lobbyId, long clientId, int slot);

        void sessionClosed(UUID lobbyId, long clientId, int slot, End end);
    }

    /**
     * @param handshakesPerSource handshake datagrams a second from one source address
     * @param handshakesPerNode handshake datagrams a second from all
     * @param datagramsPerSource datagrams a second from one source address without a session
     * @param tokenLifetimeSeconds how long a connect token can be used after it was given out
     */
    public record Settings(
            NetcodeServer.Settings netcode,
            int tokenLifetimeSeconds,
            int handshakesPerSource,
            int handshakesPerNode,
            int datagramsPerSource) {}

    private final RelayCounters counters = new RelayCounters();
    private final Matches matches;
    private final Queue<LongConsumer> announcements = new ArrayDeque<>();
    private final DatagramFilter playerFilters;
    private final DatagramFilter strangerFilters;
    private final NetcodeServer netcode;
    private final Output output;

    public Relay(Settings settings, Aead aead, Entropy entropy, Transmit transmit, Output output) {
        this.output = output;
        matches = new Matches(settings.tokenLifetimeSeconds(), this::deliver);
        HandshakeGate handshakes =
                new HandshakeGate(
                        limits(settings.handshakesPerSource(), entropy),
                        settings.handshakesPerNode());
        SourceFilter sources = new SourceFilter(limits(settings.datagramsPerSource(), entropy));
        playerFilters = handshakes;
        strangerFilters = new FilterChain(List.of(sources, handshakes));
        netcode =
                new NetcodeServer(
                        settings.netcode(),
                        aead,
                        matches,
                        new Sessions(),
                        counting(transmit),
                        entropy);
    }

    private static SourceLimits limits(int perSecond, Entropy entropy) {
        return new SourceLimits(perSecond, SOURCE_PLACES, entropy.nextLong());
    }

    private Transmit counting(Transmit transmit) {
        return (to, datagram) -> {
            counters.sent(datagram.remaining());
            transmit.send(to, datagram);
        };
    }

    /**
     * One datagram, position to limit; the buffer may be overwritten and is valid during the call
     * only.
     *
     * @param nowMs Unix time in milliseconds, never less than before
     */
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        counters.received(datagram.remaining());
        // Strangers, however many, must not use up what players need: players skip their limits.
        DatagramFilter filters = netcode.hasSession(from) ? playerFilters : strangerFilters;
        DropReason denied = filters.deny(from, datagram, nowMs);
        if (denied != null) {
            counters.drop(denied);
            return;
        }
        netcode.onDatagram(from, datagram, nowMs);
        announce(nowMs);
    }

    private void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs) {
        Member from = (Member) session.attachment();
        DropReason refused = from.match().onPayload(from, payload, nowMs);
        if (refused != null) {
            counters.drop(refused);
            return;
        }
        counters.count(Total.MESSAGES_IN);
    }

    /** What is too large for the receiver's version is counted by the netcode server. */
    private void deliver(Member to, ByteBuffer payload, long nowMs) {
        if (netcode.send(to.session(), payload, nowMs)) {
            counters.count(Total.MESSAGES_OUT);
        }
    }

    public void onTimer(long nowMs) {
        netcode.onTimer(nowMs);
        announce(nowMs);
    }

    /** When {@link #onTimer} wants to be called next, Unix ms. */
    public long nextDeadlineMs() {
        return netcode.nextDeadlineMs();
    }

    /**
     * A member left his lobby or was kicked: his session ends, and tokens he was given before are
     * refused.
     *
     * @param leftAtMs by the lobby's clock
     */
    public void disconnectMember(UUID lobbyId, long clientId, long leftAtMs, long nowMs) {
        matches.departures().memberLeft(lobbyId, clientId, leftAtMs, nowMs);
        connected(lobbyId).stream()
                .filter(member -> member.clientId() == clientId)
                .forEach(member -> disconnect(member, nowMs));
        announce(nowMs);
    }

    /**
     * A lobby is no more: its members are disconnected, and tokens given out before are refused.
     *
     * @param closedAtMs by the lobby's clock
     */
    public void closeMatch(UUID lobbyId, long closedAtMs, long nowMs) {
        matches.departures().lobbyClosed(lobbyId, closedAtMs, nowMs);
        connected(lobbyId).forEach(member -> disconnect(member, nowMs));
        announce(nowMs);
    }

    private List<Member> connected(UUID lobbyId) {
        return matches.find(lobbyId).map(Match::connected).orElse(List.of());
    }

    private void disconnect(Member member, long nowMs) {
        netcode.disconnect(member.session(), End.CLOSED, nowMs);
    }

    /**
     * A lobby has another owner. That is remembered also if its match is not here yet: tokens that
     * were given out before do not know of it.
     *
     * @param changedAtMs by the lobby's clock
     */
    public void setHost(UUID lobbyId, int slot, long changedAtMs, long nowMs) {
        matches.setHost(lobbyId, slot, changedAtMs, nowMs);
    }

    /** Disconnects everybody; the core is dead after this. */
    public void close(long nowMs) {
        netcode.close(nowMs);
        announcements.clear();
    }

    public RelayCounters counters() {
        return counters;
    }

    /** The netcode server cannot send while it tells of comings and goings: this is for after. */
    private void announce(long nowMs) {
        while (!announcements.isEmpty()) {
            announcements.remove().accept(nowMs);
        }
    }

    private final class Sessions implements NetcodeServer.Output {
        @Override
        public void onConnected(NetcodeSession session, byte[] userData, long nowMs) {
            MatchTicket ticket = MatchTicket.decode(userData).orElseThrow();
            Match match = matches.open(ticket);
            Member member = match.join(session, ticket);
            session.attach(member);
            counters.count(Total.HANDSHAKES);
            countNow();
            announcements.add(now -> match.announceJoined(member, now));
            output.sessionOpened(match.lobbyId(), member.clientId(), member.slot());
        }

        @Override
        public void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs) {
            Relay.this.onPayload(session, payload, nowMs);
        }

        @Override
        public void onDisconnected(NetcodeSession session, End end, long nowMs) {
            Member member = (Member) session.attachment();
            Match match = member.match();
            match.leave(member);
            matches.removeIfEmpty(match);
            counters.end(end);
            countNow();
            announcements.add(now -> match.announceLeft(member.slot(), now));
            output.sessionClosed(match.lobbyId(), member.clientId(), member.slot(), end);
        }

        @Override
        public void onDrop(DropReason reason) {
            counters.drop(reason);
        }

        private void countNow() {
            counters.set(Total.SESSIONS, netcode.sessionCount());
            counters.set(Total.MATCHES, matches.count());
        }
    }
}
