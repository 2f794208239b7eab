package dev.rallypoint.lobby;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Which addresses of the relays of a match a player tries, and in which order. */
final class RelayAddresses {
    /** The most that a connect token holds. */
    static final int MAX_SERVERS = 32;

    private static final int UNIQUE_LOCAL = 0xFC;
    private static final int UNIQUE_LOCAL_MASK = 0xFE;
    private static final int LINK_LOCAL = 0xFE80;
    private static final int LINK_LOCAL_MASK = 0xFFC0;

    private RelayAddresses() {}

    /**
     * The addresses to try, relay after relay: loopback only for a player on the relay's machine,
     * those of the local network first for a player with a private address, the public one for all
     * others.
     *
     * @param clientHost the player's IP address as this node sees it
     * @param relays in the order in which the match would move from one to the next
     * @param self this node
     */
    static List<PeerAddress> toTry(String clientHost, List<RelayEndpoint> relays, NodeInfo self) {
        Optional<PeerAddress> client = parseHost(clientHost);
        boolean isLoopback = client.filter(PeerAddress::isLoopback).isPresent();
        boolean isNear = isLoopback || client.filter(RelayAddresses::isPrivate).isPresent();
        return oneAfterTheOther(
                relays,
                (relay, room) ->
                        isLoopback && isOnThisMachine(relay, self)
                                ? parsed(List.of(relay.loopbackAddress()))
                                : lanThenPublic(relay, isNear ? room : 1));
    }

    /** The public address is the last, and the one that is never left out. */
    private static List<PeerAddress> lanThenPublic(RelayEndpoint relay, int room) {
        List<String> addresses = new ArrayList<>(first(relay.lanAddresses(), room - 1));
        addresses.add(relay.publicAddress());
        return parsed(addresses);
    }

    /**
     * Every address of each relay: those it recognizes itself by, its public one first. No other
     * relay has that one, so its place in the list tells a relay whether it is the first.
     */
    static List<PeerAddress> all(List<RelayEndpoint> relays) {
        return oneAfterTheOther(relays, (relay, room) -> first(parsed(publicFirst(relay)), room));
    }

    private static List<String> publicFirst(RelayEndpoint relay) {
        List<String> addresses = new ArrayList<>();
        addresses.add(relay.publicAddress());
        if (!relay.loopbackAddress().isEmpty()) {
            addresses.add(relay.loopbackAddress());
        }
        addresses.addAll(relay.lanAddresses());
        return addresses;
    }

    /**
     * The addresses of all relays as one list that fits into a token: each leaves room for one
     * address of each relay after it.
     *
     * @param addresses of a relay, at most so many
     */
    private static List<PeerAddress> oneAfterTheOther(
            List<RelayEndpoint> relays,
            BiFunction<RelayEndpoint, Integer, List<PeerAddress>> addresses) {
        Set<PeerAddress> listed = new LinkedHashSet<>();
        int after = relays.size();
        for (RelayEndpoint relay : relays) {
            after--;
            listed.addAll(addresses.apply(relay, MAX_SERVERS - listed.size() - after));
        }
        return List.copyOf(listed);
    }

    private static boolean isOnThisMachine(RelayEndpoint relay, NodeInfo self) {
        return !relay.loopbackAddress().isEmpty() && isSameMachine(relay, self);
    }

    /** All relays of one machine share an address other than the loopback one. */
    private static boolean isSameMachine(RelayEndpoint relay, NodeInfo self) {
        Set<String> mine = hosts(self.firstRelay());
        return hosts(relay).stream().anyMatch(mine::contains);
    }

    private static Set<String> hosts(RelayEndpoint relay) {
        List<String> addresses = new ArrayList<>(relay.lanAddresses());
        addresses.add(relay.publicAddress());
        return parsed(addresses).stream().map(PeerAddress::host).collect(Collectors.toSet());
    }

    private static List<PeerAddress> parsed(Collection<String> addresses) {
        Set<PeerAddress> distinct = new LinkedHashSet<>();
        addresses.forEach(address -> distinct.add(PeerAddress.parse(address)));
        return List.copyOf(distinct);
    }

    private static <T> List<T> first(List<T> list, int limit) {
        return list.subList(0, Math.min(limit, list.size()));
    }

    /** Anything but an IP literal counts as unknown, and so as far away. */
    private static Optional<PeerAddress> parseHost(String host) {
        String withoutZone = host.replaceFirst("%.*$", "");
        String literal = withoutZone.contains(":") ? "[" + withoutZone + "]" : withoutZone;
        try {
            return Optional.of(PeerAddress.parse(literal + ":0"));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** RFC 1918 and link-local (RFC 3927) for IPv4; RFC 4193 and link-local for IPv6. */
    static boolean isPrivate(PeerAddress address) {
        byte[] bytes = address.addressBytes();
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (!address.isIpv4()) {
            return (first & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL
                    || ((first << 8 | second) & LINK_LOCAL_MASK) == LINK_LOCAL;
        }
        return first == 10
                || first == 172 && second >= 16 && second < 32
                || first == 192 && second == 168
                || first == 169 && second == 254;
    }
}
