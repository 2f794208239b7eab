package dev.rallypoint.turn;

import dev.rallypoint.security.AddressScope;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;

/** The addresses of this machine's interfaces, asked of the operating system; blocks briefly. */
public final class LocalAddresses {
    private LocalAddresses() {}

    /**
     * Addresses that others in the network can send to: of interfaces that are up, in the order of
     * their index (bridges of container engines come late), without loopback and link-local ones.
     * Empty if the system does not tell.
     */
    public static List<InetAddress> ofThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalAddresses::isUp)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> AddressScope.of(address).isBeyondThisLink())
                    .map(LocalAddresses::withoutZone)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private static boolean isUp(NetworkInterface networkInterface) {
        try {
            return networkInterface.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    /** {@code fd00::2%eth0} means nothing to others. */
    private static InetAddress withoutZone(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes is always legal", e);
        }
    }
}
