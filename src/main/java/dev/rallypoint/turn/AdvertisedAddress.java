package dev.rallypoint.turn;

import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.security.AddressScope;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * The IP address a node tells players to reach it at, and why. Chosen in two steps, so that STUN
 * servers are asked only where it matters.
 *
 * @param host an IP literal
 * @param reason half a sentence for the operator, to follow the address
 */
public record AdvertisedAddress(String host, String reason) {
    private static final String LOOPBACK = "127.0.0.1";

    /**
     * The address where nothing needs to be asked: a configured one, or a port bound to a loopback
     * or public address.
     *
     * @param configured the operator's address; empty text = none
     * @param bound the interface the port is bound to; 0.0.0.0 or :: for all
     */
    public static Optional<AdvertisedAddress> withoutAsking(String configured, InetAddress bound) {
        if (!configured.isBlank()) {
            return chosen(configured.strip(), "configured as relay.publicAddress");
        }
        return switch (AddressScope.of(bound)) {
            case LOOPBACK ->
                    chosen(
                            bound.getHostAddress(),
                            "the port is bound to loopback: only players on this machine reach"
                                    + " it");
            case PUBLIC -> chosen(bound.getHostAddress(), "the port is bound to it");
            default -> Optional.empty();
        };
    }

    private static Optional<AdvertisedAddress> chosen(String host, String reason) {
        return Optional.of(new AdvertisedAddress(host, reason));
    }

    /**
     * The address after STUN servers were asked, or where there are none to ask.
     *
     * @param discovered its report is empty if nobody was asked
     * @param local addresses of this machine's interfaces, the most likely first
     */
    public static AdvertisedAddress afterAsking(
            InetAddress bound, DiscoveredAddress discovered, List<InetAddress> local) {
        Optional<InetAddress> seen = discovered.publicHost().map(AdvertisedAddress::literal);
        Optional<String> useless = seen.flatMap(address -> whyUseless(address, bound));
        if (seen.isPresent() && useless.isEmpty()) {
            return new AdvertisedAddress(
                    seen.get().getHostAddress(), "STUN servers saw this node there");
        }
        String because =
                useless.orElse(
                        discovered.report().isEmpty()
                                ? "no STUN server was asked"
                                : "no STUN server answered");
        if (!bound.isAnyLocalAddress()) {
            return new AdvertisedAddress(
                    bound.getHostAddress(), "the port is bound to it, and " + because);
        }
        return firstLocal(bound, because, local)
                .orElse(
                        new AdvertisedAddress(
                                LOOPBACK,
                                because
                                        + " and this machine has no other address: only players on"
                                        + " this machine reach it"));
    }

    private static Optional<String> whyUseless(InetAddress seen, InetAddress bound) {
        if (!AddressScope.of(seen).isBeyondThisMachine()) {
            return Optional.of("STUN servers saw " + seen.getHostAddress() + " only");
        }
        return isReachableAt(seen, bound)
                ? Optional.empty()
                : Optional.of(
                        "STUN servers saw "
                                + seen.getHostAddress()
                                + ", which is not of the family of "
                                + bound.getHostAddress());
    }

    /** A port on :: takes IPv4 too; one on an IPv4 address takes nothing else. */
    private static boolean isReachableAt(InetAddress address, InetAddress bound) {
        boolean same = address instanceof Inet4Address == bound instanceof Inet4Address;
        return same || !(bound instanceof Inet4Address) && bound.isAnyLocalAddress();
    }

    private static Optional<AdvertisedAddress> firstLocal(
            InetAddress bound, String because, List<InetAddress> local) {
        Optional<InetAddress> open = first(bound, local, AddressScope.PUBLIC);
        if (open.isPresent()) {
            return chosen(
                    open.get().getHostAddress(),
                    "first public address of this machine's interfaces, because " + because);
        }
        return first(bound, local, AddressScope.PRIVATE)
                .map(
                        address ->
                                new AdvertisedAddress(
                                        address.getHostAddress(),
                                        "first LAN address, because "
                                                + because
                                                + ": players on the internet do not reach it"
                                                + " unless relay.publicAddress is set"));
    }

    /** IPv4 before IPv6: every player has it. */
    private static Optional<InetAddress> first(
            InetAddress bound, List<InetAddress> local, AddressScope scope) {
        List<InetAddress> fitting =
                local.stream()
                        .filter(address -> AddressScope.of(address) == scope)
                        .filter(address -> isReachableAt(address, bound))
                        .toList();
        return fitting.stream()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP literal: " + host, e);
        }
    }
}
