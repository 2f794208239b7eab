package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.CidrBlock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which peers data may be relayed to. Denied blocks are looked at first, then allowed ones, then
 * the addresses of this machine and the ranges that are nobody's or somebody's own network.
 */
public final class PeerPolicy {
    /**
     * Special-purpose addresses that somebody's own network may use (RFC 6890 and IANA's
     * registries), multicast, and what carries an IPv4 address inside and so could reach one of
     * these. Documentation's ranges are nobody's.
     */
    private static final List<CidrBlock> SPECIAL =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            // Link-local, and the metadata services of cloud providers.
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.88.99.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "224.0.0.0/4",
                            "240.0.0.0/4",
                            // Unspecified, loopback, and IPv4-compatible addresses.
                            "::/96",
                            // NAT64, Teredo and the rest of 2001::/23, 6to4.
                            "64:ff9b::/96",
                            "64:ff9b:1::/48",
                            "100::/64",
                            "2001::/23",
                            "2002::/16",
                            "5f00::/16",
                            // Unique local, link-local, site-local, multicast.
                            "fc00::/7",
                            "fe80::/10",
                            "fec0::/10",
                            "ff00::/8")
                    .map(CidrBlock::parse)
                    .toList();

    private final CidrBlock[] denied;
    private final CidrBlock[] allowed;
    private final CidrBlock[] special;

    /**
     * @param denied never, whatever else holds
     * @param allowed although they are special or this machine's own
     * @param own addresses of this machine; its own services are not for strangers
     */
    public PeerPolicy(
            List<CidrBlock> denied, List<CidrBlock> allowed, Collection<PeerAddress> own) {
        this.denied = denied.toArray(CidrBlock[]::new);
        this.allowed = allowed.toArray(CidrBlock[]::new);
        Stream<CidrBlock> ownBlocks = own.stream().map(address -> CidrBlock.around(address, 128));
        special = Stream.concat(SPECIAL.stream(), ownBlocks).toArray(CidrBlock[]::new);
    }

    /**
     * The two lists of the configuration.
     *
     * @throws IllegalArgumentException naming the entry that is no block
     */
    public static List<CidrBlock> blocks(List<String> written) {
        return written.stream().map(String::strip).map(CidrBlock::parse).toList();
    }

    /** Whether data may be sent there, at any port but 0. */
    boolean allows(PeerAddress peer) {
        return !isIn(denied, peer) && (isIn(allowed, peer) || !isIn(special, peer));
    }

    /** Whether the operator forbade it by name: then it holds for our own relayed addresses too. */
    boolean forbids(PeerAddress peer) {
        return isIn(denied, peer);
    }

    private static boolean isIn(CidrBlock[] blocks, PeerAddress peer) {
        for (CidrBlock block : blocks) {
            if (block.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "PeerPolicy[denied="
                + Arrays.toString(denied)
                + ", allowed="
                + Arrays.toString(allowed)
                + "]";
    }
}
