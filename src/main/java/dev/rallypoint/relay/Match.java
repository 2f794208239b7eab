package dev.rallypoint.relay;

import dev.rallypoint.anticheat.PlayerWatch;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.Paths;
import dev.rallypoint.timeline.Attempt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The connected members of one lobby, by slot, and how their payloads are forwarded. */
final class Match {
    private static final int NO_SLOT = -1;

    private final UUID lobbyId;
    private final String lobbyIdText;
    private final Forwarder forwarder;
    private final boolean prefersDirect;
    private final Member[] members = new Member[MatchTicket.MAX_SLOTS];
    private int slots;
    private int hostSlot = NO_SLOT;
    private long hostSince = Long.MIN_VALUE;
    private int memberCount;

    /** The ticket whose game mode counts; null = nobody has joined. Belongs to {@link Watches}. */
    MatchTicket declaration;

    /** Those who left, by client id, the longest away first. Belongs to {@link Watches}. */
    final Map<Long, PlayerWatch> away = new LinkedHashMap<>();

    /**
     * @param first the ticket that opened the match: its forwarding mode is the match's
     */
    Match(MatchTicket first, Forwarders forwarders) {
        lobbyId = first.matchId();
        lobbyIdText = lobbyId.toString();
        forwarder = forwarders.of(first.forwarding());
        prefersDirect = first.paths() == Paths.PREFER_DIRECT;
    }

    UUID lobbyId() {
        return lobbyId;
    }

    /** Seats; the largest number that a ticket of the match named. */
    int slots() {
        return slots;
    }

    /** The host's slot, connected or not; -1 if nobody is known to be. */
    int hostSlot() {
        return hostSlot;
    }

    /**
     * Makes a slot the host's unless that was decided later: an event may overtake an older one,
     * and a token may be used after the host changed.
     *
     * @param since when it was decided, or the generation of the ticket that says so; both are the
     *     lobby's clock
     */
    void setHost(int slot, long since) {
        if (since >= hostSince) {
            hostSlot = slot;
            hostSince = since;
        }
    }

    /** Who is connected, for the other rooms. */
    MatchSessions sessions() {
        List<Seat> seats = new ArrayList<>(memberCount);
        for (int i = 0; i < slots; i++) {
            if (members[i] != null) {
                seats.add(members[i].seat());
            }
        }
        return new MatchSessions(lobbyIdText, seats);
    }

    boolean isEmpty() {
        return memberCount == 0;
    }

    /** Whether a player may have the seat: it is empty or already his. */
    boolean isFreeFor(int slot, long clientId) {
        return members[slot] == null || members[slot].clientId() == clientId;
    }

    /** The member in a slot, any number; null = nobody. */
    Member memberAt(int slot) {
        return slot >= 0 && slot < members.length ? members[slot] : null;
    }

    /** Who is connected now, in the order of slots. */
    List<Member> connected() {
        return Arrays.stream(members).filter(Objects::nonNull).toList();
    }

    /**
     * Whether this member may be shown to the others: not where states are judged, for what he
     * tells the others directly might be something else than what he tells the relay.
     */
    boolean mayGoDirect(Member member) {
        return prefersDirect && member.watch == null;
    }

    /** Hands a state to everybody but its sender and those who get it without the relay. */
    void deliverState(int slot, ByteBuffer payload, Delivery delivery, long nowMs) {
        for (int i = 0; i < slots; i++) {
            if (members[i] != null && i != slot && !members[i].isServed(slot)) {
                delivery.deliver(members[i], payload, nowMs);
            }
        }
    }

    /** Pairs of a sender and a receiver who gets his states without the relay. */
    int directPaths() {
        long present = 0;
        for (int i = 0; i < slots; i++) {
            present |= members[i] == null ? 0 : 1L << i;
        }
        int paths = 0;
        for (int i = 0; i < slots; i++) {
            paths +=
                    members[i] == null
                            ? 0
                            : Long.bitCount(members[i].served & present & ~(1L << i));
        }
        return paths;
    }

    /** Nobody gets the states of this slot without the relay: somebody else is there now. */
    void forgetServed(int slot) {
        for (int i = 0; i < slots; i++) {
            if (members[i] != null) {
                members[i].served &= ~(1L << slot);
            }
        }
    }

    /** Hands a payload to everybody but the one in {@code slot}. */
    void deliverToOthers(int slot, ByteBuffer payload, Delivery delivery, long nowMs) {
        for (int i = 0; i < slots; i++) {
            if (members[i] != null && i != slot) {
                delivery.deliver(members[i], payload, nowMs);
            }
        }
    }

    /**
     * Seats a player.
     *
     * @throws IllegalStateException if another session has the seat: {@link Matches#seat} was not
     *     asked
     */
    Member join(NetcodeSession session, MatchTicket ticket, Attempt attempt) {
        int slot = ticket.slot();
        if (members[slot] != null) {
            throw new IllegalStateException("slot " + slot + " of " + lobbyId + " is taken");
        }
        slots = Math.max(slots, ticket.slots());
        if (ticket.host()) {
            setHost(slot, ticket.generation());
        }
        members[slot] = new Member(session, this, ticket, attempt);
        memberCount++;
        return members[slot];
    }

    void leave(Member member) {
        if (members[member.slot()] == member) {
            members[member.slot()] = null;
            memberCount--;
        }
    }

    /**
     * @return null = well-formed, else why it is dropped
     */
    DropReason check(ByteBuffer payload) {
        return forwarder.check(payload);
    }

    /**
     * @return null = forwarded, else why it is dropped
     */
    DropReason onPayload(Member from, ByteBuffer payload, long nowMs) {
        return forwarder.onPayload(this, from, payload, nowMs);
    }

    /** A packet came from his new address, which is not proven. */
    void onUnproven(Member from, long nowMs) {
        forwarder.onUnproven(from, nowMs);
    }

    /** His address is another one now; to be called when sending is possible again. */
    void announceRoamed(Member member, long nowMs) {
        if (members[member.slot()] == member) {
            forwarder.onRoamed(this, member, nowMs);
        }
    }

    /** To be called when sending is possible again; he may have gone in between. */
    void announceJoined(Member newcomer, long nowMs) {
        if (members[newcomer.slot()] == newcomer) {
            forwarder.onJoined(this, newcomer, nowMs);
        }
    }

    void announceLeft(int slot, long nowMs) {
        forwarder.onLeft(this, slot, nowMs);
    }
}
