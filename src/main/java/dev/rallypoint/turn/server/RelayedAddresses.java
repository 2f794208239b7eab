package dev.rallypoint.turn.server;

import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.EvenPort;
import dev.rallypoint.protocol.stun.IpFamily;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The relayed transport addresses of a node: chosen at random (RFC 6056), remembered by port, and
 * reserved in pairs (RFC 8656 §7.2).
 */
final class RelayedAddresses {
    /** §7.2: MUST be held for at least 30 seconds. */
    static final long RESERVATION_MS = 30_000;

    /** Ports that are tried before there are none: somebody else may use some of the range. */
    private static final int TRIES = 64;

    private static final int PORTS = 65_536;
    private final TurnConfig config;
    private final List<PeerAddress> hosts;
    private final RelayedPorts ports;
    private final Entropy entropy;
    private final Allocation[] ipv4ByPort = new Allocation[PORTS];
    private final Allocation[] ipv6ByPort = new Allocation[PORTS];
    private final Map<Long, Reservation> reservations = new HashMap<>();

    private record Reservation(Relayed relayed, String playerId, long expiresAtMs) {}

    RelayedAddresses(
            TurnConfig config, List<PeerAddress> hosts, RelayedPorts ports, Entropy entropy) {
        this.config = config;
        this.hosts = hosts;
        this.ports = ports;
        this.entropy = entropy;
    }

    boolean supports(IpFamily family) {
        return host(family).isPresent();
    }

    private Optional<PeerAddress> host(IpFamily family) {
        return hosts.stream().filter(host -> IpFamily.of(host) == family).findFirst();
    }

    /** Whether it is an address of ours that peers reach allocations at, whatever the port. */
    boolean isOurs(PeerAddress peer) {
        for (PeerAddress host : hosts) {
            if (host.low() == peer.low() && host.high() == peer.high()) {
                return true;
            }
        }
        return false;
    }

    /** Whose relayed address that is, or null: for the packet path. */
    Allocation ownerOf(PeerAddress relayed) {
        return (relayed.isIpv4() ? ipv4ByPort : ipv6ByPort)[relayed.port()];
    }

    void setOwner(Relayed relayed, Allocation owner) {
        byPort(relayed)[relayed.address().port()] = owner;
    }

    private Allocation[] byPort(Relayed relayed) {
        return relayed.family() == IpFamily.IPV4 ? ipv4ByPort : ipv6ByPort;
    }

    /** Any free port. */
    Optional<Relayed> open(IpFamily family) {
        return search(family, 1, this::open);
    }

    private interface Attempt {
        Optional<Relayed> open(IpFamily family, int port);
    }

    /**
     * From a random port on, around the range (RFC 6056 §3.3.1), past those that are known to be
     * taken: the last free one is found too.
     */
    private Optional<Relayed> search(IpFamily family, int step, Attempt attempt) {
        int first = config.minPort() + (step - config.minPort() % step) % step;
        int places = (config.maxPort() - first) / step + 1;
        int offset = places < 1 ? 0 : (int) Long.remainderUnsigned(entropy.nextLong(), places);
        int tries = 0;
        for (int i = 0; i < places && tries < TRIES; i++) {
            int port = first + (offset + i) % places * step;
            if (isFree(family, port)) {
                tries++;
                Optional<Relayed> opened = attempt.open(family, port);
                if (opened.isPresent()) {
                    return opened;
                }
            }
        }
        return Optional.empty();
    }

    private boolean isFree(IpFamily family, int port) {
        return (family == IpFamily.IPV4 ? ipv4ByPort : ipv6ByPort)[port] == null;
    }

    /**
     * An even port, and with {@link EvenPort#WITH_NEXT} the one after it too, which is reserved.
     */
    Optional<Relayed> openEven(IpFamily family, EvenPort wanted, Allocation owner, long nowMs) {
        return search(family, 2, (of, port) -> openEven(open(of, port), wanted, owner, nowMs));
    }

    private Optional<Relayed> openEven(
            Optional<Relayed> even, EvenPort wanted, Allocation owner, long nowMs) {
        boolean isEnough = wanted == EvenPort.ALONE || even.isEmpty();
        if (isEnough || reserveAfter(even.get(), owner, nowMs)) {
            return even;
        }
        close(even.get());
        return Optional.empty();
    }

    private boolean reserveAfter(Relayed even, Allocation owner, long nowMs) {
        Optional<Relayed> next = open(even.family(), even.address().port() + 1);
        next.ifPresent(
                relayed -> {
                    long token = entropy.nextLong();
                    String playerId = owner.owner().playerId();
                    reservations.put(
                            token, new Reservation(relayed, playerId, nowMs + RESERVATION_MS));
                    owner.reserve(token);
                });
        return next.isPresent();
    }

    private Optional<Relayed> open(IpFamily family, int port) {
        if (port < config.minPort() || port > config.maxPort()) {
            return Optional.empty();
        }
        return host(family)
                .flatMap(
                        host ->
                                ports.open(family, port)
                                        .map(
                                                bound ->
                                                        new Relayed(
                                                                host.withPort(bound.port()),
                                                                bound)));
    }

    /** The address that a token stands for, which it does no more; empty if it is void. */
    Optional<Relayed> redeem(long token, long nowMs) {
        expire(nowMs);
        return Optional.ofNullable(reservations.remove(token)).map(Reservation::relayed);
    }

    /** Ports that are held for a player beside his allocations, for as long as they are. */
    int reservedFor(String playerId) {
        return (int)
                reservations.values().stream()
                        .filter(reservation -> reservation.playerId().equals(playerId))
                        .count();
    }

    boolean isReserved(long token, long nowMs) {
        expire(nowMs);
        return reservations.containsKey(token);
    }

    /** Lets go of reservations that nobody came for. */
    void expire(long nowMs) {
        Iterator<Reservation> all = reservations.values().iterator();
        while (all.hasNext()) {
            Reservation reservation = all.next();
            if (nowMs >= reservation.expiresAtMs()) {
                all.remove();
                close(reservation.relayed());
            }
        }
    }

    void close(Relayed relayed) {
        byPort(relayed)[relayed.address().port()] = null;
        relayed.port().close();
    }

    void closeReservations() {
        reservations.values().forEach(reservation -> close(reservation.relayed()));
        reservations.clear();
    }

    int reservations() {
        return reservations.size();
    }
}
