package dev.rallypoint.relay;

import dev.rallypoint.anticheat.Referee;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Admission.Claim;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.HandshakeStep;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.timeline.RelayTimelines;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * The pure core of one relay port. A datagram's way: netcode server (strangers and handshakes past
 * their limits), match, forwarder, targets, sealed once for each receiver and, in framed matches,
 * once for all that a receiver gets from a batch. Every datagram ends as answered, forwarded, or
 * one counted {@link DropReason}. Belongs to one event loop and lives once: after {@link #close}
 * make a new one.
 */
public final class Relay {
    /** What the world hears of the relay; never calls back into it. */
    public interface Output {
        void sessionOpened(UUID lobbyId, long clientId, int slot);

        void sessionClosed(UUID lobbyId, long clientId, int slot, End end);
    }

    /**
     * @param tokenLifetimeSeconds how long a connect token can be used after it was given out
     * @param coalesceMs how long a payload of a framed match may be held back so that it shares a
     *     datagram with others; 0 = until the end of its batch
     * @param filter what may come in at first; see {@link #setFilter}
     * @param startedAtMs the beginning of this life of the relay, Unix ms
     */
    public record Settings(
            NetcodeServer.Settings netcode,
            int tokenLifetimeSeconds,
            int coalesceMs,
            FilterRules filter,
            long startedAtMs) {}

    private final RelayCounters counters = new RelayCounters();
    private final HandOvers handOvers = new HandOvers();
    private final Overload overload = new Overload();
    private final Queue<LongConsumer> announcements = new ArrayDeque<>();
    private final Payloads payloads;
    private final Bundles bundles;
    private final Matches matches;
    private final Door door;
    private final AttemptLog attempts;
    private final NetcodeServer netcode;
    private final Output output;
    private Watches watches = Watches.NONE;

    public Relay(Settings settings, Aead aead, Entropy entropy, Transmit transmit, Output output) {
        this.output = output;
        payloads = new Payloads(settings, aead::buffer, this::send, counters, entropy);
        bundles = payloads.bundles();
        matches =
                new Matches(
                        settings.tokenLifetimeSeconds(),
                        settings.startedAtMs(),
                        payloads.forwarders());
        door = new Door(settings.filter(), matches, entropy);
        attempts =
                new AttemptLog(
                        new RelayTimelines(settings.netcode().maxSessions(), entropy.nextLong()));
        netcode =
                new NetcodeServer(
                        settings.netcode(),
                        aead,
                        door,
                        new Sessions(),
                        counting(transmit),
                        entropy);
    }

    /** Lets somebody judge the state messages of players; before the first datagram. */
    public void judgedBy(Referee referee) {
        watches = new Watches(referee);
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
        boolean isOverloaded = overload.isOn(nowMs);
        door.setOverloaded(isOverloaded);
        if (isOverloaded && overload.shedsResponse(datagram, nowMs)) {
            counters.drop(DropReason.OVERLOADED);
            attempts.onStrangersDrop(from, DropReason.OVERLOADED, nowMs);
            return;
        }
        netcode.onDatagram(from, datagram, nowMs);
        announce(nowMs);
    }

    /**
     * The datagrams that were read in one go have been handed over: what they caused leaves now,
     * but for what is held back for {@link Settings#coalesceMs}.
     *
     * @param behind whether the port stopped because it had read enough, with more to be read
     */
    public void onBatchEnd(boolean behind, long nowMs) {
        if (behind) {
            overload.onBehind(nowMs);
        } else {
            overload.onEmptied();
        }
        bundles.flush(nowMs);
    }

    /** What is too large for the receiver's version is counted by the netcode server. */
    private boolean send(NetcodeSession to, ByteBuffer payload, long nowMs) {
        return netcode.send(to, payload, nowMs);
    }

    /** Cheap when called too early. */
    public void onTimer(long nowMs) {
        netcode.setSparing(overload.isSparing(nowMs));
        netcode.onTimer(nowMs);
        if (nowMs >= handOvers.nextDueMs()) {
            bundles.flushAll(nowMs);
            handOvers.run(match -> sendOn(match, nowMs), nowMs);
        }
        announceAndFlush(nowMs);
    }

    private int sendOn(HandOvers.HandOver match, long nowMs) {
        List<Member> members =
                connected(match.lobbyId()).stream()
                        .filter(member -> member.generation() <= match.generation())
                        .toList();
        members.forEach(member -> disconnect(member, End.MOVED, nowMs));
        return members.size();
    }

    /** When {@link #onTimer} wants to be called next, Unix ms. */
    public long nextDeadlineMs() {
        long next = Math.min(netcode.nextDeadlineMs(), nextFlushMs());
        return Math.min(next, handOvers.nextDueMs());
    }

    /**
     * When what is held back wants to leave, by {@link #onTimer} or {@link #onBatchEnd}, Unix ms;
     * {@link Long#MAX_VALUE} = nothing is. Milliseconds count here, unlike for the other timers.
     */
    public long nextFlushMs() {
        return bundles.nextDueMs();
    }

    /**
     * A member left his lobby or was kicked: his session ends, unless he came back since, and
     * tokens he was given before are refused.
     *
     * @param leftAtMs by the lobby's clock
     */
    public void disconnectMember(UUID lobbyId, long clientId, long leftAtMs, long nowMs) {
        matches.memberLeft(lobbyId, clientId, leftAtMs, nowMs);
        connected(lobbyId).stream()
                .filter(member -> member.clientId() == clientId)
                .filter(member -> member.generation() <= leftAtMs)
                .forEach(member -> disconnect(member, End.CLOSED, nowMs));
        announceAndFlush(nowMs);
    }

    /**
     * A lobby is no more: its members are disconnected, and tokens given out before are refused.
     *
     * @param closedAtMs by the lobby's clock
     */
    public void closeMatch(UUID lobbyId, long closedAtMs, long nowMs) {
        matches.lobbyClosed(lobbyId, closedAtMs, nowMs);
        connected(lobbyId).forEach(member -> disconnect(member, End.CLOSED, nowMs));
        announceAndFlush(nowMs);
    }

    private List<Member> connected(UUID lobbyId) {
        return matches.find(lobbyId).map(Match::connected).orElse(List.of());
    }

    private void disconnect(Member member, End end, long nowMs) {
        netcode.disconnect(member.session(), end, nowMs);
    }

    /** To be called about once a second: figures that are no event's. */
    public void countPaths() {
        counters.set(Total.DIRECT_PATHS, matches.all().stream().mapToInt(Match::directPaths).sum());
    }

    /**
     * A match came to this relay's node: its members may come with the tokens that they have.
     *
     * @param generation of the newest token from before that
     * @param slots of the members by client id
     */
    public void matchArrived(UUID lobbyId, long generation, Map<Long, Integer> slots, long nowMs) {
        if (matches.arrived(lobbyId, generation, slots, nowMs)) {
            handOvers.cancel(lobbyId);
            door.expect(slots.size(), nowMs);
        }
        counters.set(Total.MATCHES_FORGOTTEN, matches.homes().forgotten());
    }

    /**
     * A match left this relay's node: tokens up to that generation are denied, and those who are
     * connected with them are sent on in a moment, when their next relay is ready.
     */
    public void matchLeft(UUID lobbyId, long generation, long nowMs) {
        boolean isNews = matches.homes().left(lobbyId, generation, nowMs);
        if (isNews && matches.find(lobbyId).isPresent()) {
            handOvers.add(lobbyId, generation, nowMs);
        }
    }

    /**
     * Other rules for what may come in. Nobody loses his session for it but who comes from a block
     * that is denied now.
     */
    public void setFilter(FilterRules rules, long nowMs) {
        door.setRules(rules);
        payloads.setRules(rules);
        endDenied(nowMs);
    }

    /**
     * Who may not play: their sessions end, and their tokens are denied.
     *
     * @param untilMsByClientId Unix ms; {@link Long#MAX_VALUE} = for ever
     */
    public void setBanned(Map<Long, Long> untilMsByClientId, long nowMs) {
        door.setBanned(untilMsByClientId);
        endDenied(nowMs);
    }

    private void endDenied(long nowMs) {
        List<Member> denied =
                matches.all().stream()
                        .flatMap(match -> match.connected().stream())
                        .filter(member -> door.isDenied(member.session(), nowMs))
                        .toList();
        denied.forEach(member -> disconnect(member, End.BANNED, nowMs));
        announceAndFlush(nowMs);
    }

    /** Who is connected, by match. */
    public List<MatchSessions> sessions() {
        return matches.all().stream().map(Match::sessions).toList();
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
        bundles.flushAll(nowMs);
        netcode.close(nowMs);
        announcements.clear();
    }

    public RelayCounters counters() {
        return counters;
    }

    /** How attempts to connect went; to be asked by the relay's own event loop. */
    public RelayTimelines timelines() {
        return attempts.timelines();
    }

    /** The netcode server cannot send while it tells of comings and goings: this is for after. */
    private void announce(long nowMs) {
        while (!announcements.isEmpty()) {
            announcements.remove().accept(nowMs);
        }
    }

    /** Outside of a batch nothing follows that it could wait for. */
    private void announceAndFlush(long nowMs) {
        announce(nowMs);
        bundles.flush(nowMs);
    }

    private final class Sessions implements NetcodeServer.Output {
        @Override
        public void onConnected(NetcodeSession session, byte[] userData, long nowMs) {
            MatchTicket ticket = MatchTicket.decode(userData).orElseThrow();
            Match match = matches.open(ticket, session.clientId());
            Member member = match.join(session, ticket, attempts.seated(session, ticket, nowMs));
            session.attach(member);
            watches.onJoined(match, member, ticket);
            counters.count(Total.HANDSHAKES);
            countNow();
            announcements.add(now -> match.announceJoined(member, now));
            output.sessionOpened(match.lobbyId(), member.clientId(), member.slot());
        }

        @Override
        public void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs) {
            Member from = (Member) session.attachment();
            from.attempt().onPayload(session.address(), nowMs);
            payloads.onPayload(from, payload, nowMs);
        }

        @Override
        public void onRoamed(NetcodeSession session, PeerAddress from, long nowMs) {
            AttemptLog.onRoamed(session, nowMs);
            Member member = (Member) session.attachment();
            announcements.add(now -> member.match().announceRoamed(member, now));
        }

        @Override
        public void onUnproven(NetcodeSession session, long nowMs) {
            Member member = (Member) session.attachment();
            member.match().onUnproven(member, nowMs);
        }

        @Override
        public void onDisconnected(NetcodeSession session, End end, long nowMs) {
            Member member = (Member) session.attachment();
            Match match = member.match();
            match.leave(member);
            watches.onLeft(match, member);
            AttemptLog.onEnded(session, end, nowMs);
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

        @Override
        public void onStep(HandshakeStep step, Claim claim, PeerAddress from, long nowMs) {
            attempts.onStep(step, claim, from, nowMs);
        }

        @Override
        public void onRefused(Claim claim, DropReason reason, PeerAddress from, long nowMs) {
            attempts.onRefused(claim, reason, from, nowMs);
        }

        @Override
        public void onSessionDrop(NetcodeSession session, DropReason reason, long nowMs) {
            AttemptLog.onSessionDrop(session, reason, nowMs);
        }

        @Override
        public void onStrangersDrop(PeerAddress from, DropReason reason, long nowMs) {
            attempts.onStrangersDrop(from, reason, nowMs);
        }

        private void countNow() {
            counters.set(Total.SESSIONS, netcode.sessionCount());
            counters.set(Total.MATCHES, matches.count());
        }
    }
}
