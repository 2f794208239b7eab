package dev.rallypoint.security;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections one port and one source address may have. An IPv6 address shares with its
 * /64. A few connections past an address' limit are let in to be told which limit it was; what is
 * beyond them is refused unheard. Memory is bounded by the connections that are open. Thread-safe,
 * but {@link #admit} is for one thread.
 */
public final class ConnectionLimits {
    private static final int PLACES = 65_536;

    /** One in eight more than the limit may hear of it. */
    private static final int TOLD_SHARE = 8;

    private static final int LEAST_TOLD = 4;

    private final int most;
    private final int mostOfAddress;
    private final int mostToldOfAddress;
    private final SourceLimits newcomers;
    private final List<CidrBlock> exempt;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<Long, Integer> byAddress = new ConcurrentHashMap<>();

    /**
     * @param exempt whose addresses have no limit of their own
     * @param seed random
     */
    public ConnectionLimits(HttpConfig config, List<CidrBlock> exempt, long seed) {
        this(
                config.connections(),
                config.connectionsPerAddress(),
                config.connectsPerAddress(),
                exempt,
                seed);
    }

    /**
     * @param mostOfAddress of one address
     * @param newPerSecond of one address
     */
    public ConnectionLimits(
            int most, int mostOfAddress, int newPerSecond, List<CidrBlock> exempt, long seed) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
        this.mostToldOfAddress = mostOfAddress + Math.max(LEAST_TOLD, mostOfAddress / TOLD_SHARE);
        this.newcomers = new SourceLimits(newPerSecond, PLACES, seed);
        this.exempt = List.copyOf(exempt);
    }

    /** A connection that is let in until it is closed. */
    public final class Seat {
        private final AtomicBoolean taken = new AtomicBoolean(true);
        private volatile Optional<Long> address = Optional.empty();
        private volatile boolean overLimit;

        private Seat() {
            open.incrementAndGet();
        }

        /** Whether its only answer is that its address has too many. */
        public boolean isOverLimit() {
            return overLimit;
        }

        /**
         * Counts it for an address, which a proxy may name later than the connection began.
         *
         * @return empty if it goes on
         */
        public Optional<CutReason> claim(PeerAddress client) {
            if (isExempt(client)) {
                return Optional.empty();
            }
            long key = key(client);
            int count = byAddress.merge(key, 1, Integer::sum);
            address = Optional.of(key);
            overLimit = count > mostOfAddress;
            return count > mostToldOfAddress
                    ? Optional.of(CutReason.CONNECTIONS_PER_ADDRESS)
                    : Optional.empty();
        }

        /** The connection is closed, or is none of those that are counted here any more. */
        public void release() {
            if (taken.compareAndSet(true, false)) {
                open.decrementAndGet();
                address.ifPresent(
                        key ->
                                byAddress.computeIfPresent(
                                        key, (same, count) -> count == 1 ? null : count - 1));
            }
        }
    }

    /** What became of a newcomer: a seat, or the reason why there is none. */
    public record Admission(Optional<Seat> seat, Optional<CutReason> refused) {
        public static Admission refuse(CutReason reason) {
            return new Admission(Optional.empty(), Optional.of(reason));
        }
    }

    /** A connection of an address of its own. */
    public Admission admit(PeerAddress source, long nowMs) {
        if (!isExempt(source) && !newcomers.tryTake(source, nowMs)) {
            return Admission.refuse(CutReason.CONNECTS_PER_ADDRESS);
        }
        Admission admission = admitUnnamed();
        Optional<CutReason> refused = admission.seat().flatMap(seat -> seat.claim(source));
        if (refused.isEmpty()) {
            return admission;
        }
        admission.seat().ifPresent(Seat::release);
        return Admission.refuse(refused.get());
    }

    /** A connection of a proxy, whose own address has no limit. */
    public Admission admitUnnamed() {
        return open.get() >= most
                ? Admission.refuse(CutReason.CONNECTIONS)
                : new Admission(Optional.of(new Seat()), Optional.empty());
    }

    private boolean isExempt(PeerAddress address) {
        return exempt.stream().anyMatch(block -> block.contains(address));
    }

    /** IPv4 in its mapped form never equals a routable IPv6 prefix. */
    private static long key(PeerAddress address) {
        return address.isIpv4() ? address.low() : address.high();
    }

    /** Connections that are open now. */
    public int open() {
        return open.get();
    }

    /** Addresses that are counted now. */
    public int addresses() {
        return byAddress.size();
    }

    /** The limit of one address. */
    public int mostOfAddress() {
        return mostOfAddress;
    }
}
