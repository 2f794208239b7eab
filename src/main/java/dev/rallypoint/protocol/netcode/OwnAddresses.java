package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.Set;

/**
 * Under which addresses connect tokens may name this relay. Its place in a token's list numbers its
 * nonces, so two relays must never find themselves in the same place. Only the unique address is
 * sure to be nobody else's: loopback, container bridges and local networks have the same addresses
 * on many machines.
 *
 * @param unique the one that the node advertises; no other relay has it
 * @param aliases the others, with or without the unique one
 */
public record OwnAddresses(PeerAddress unique, Set<PeerAddress> aliases) {
    public OwnAddresses {
        aliases = Set.copyOf(aliases);
    }

    /** Of a relay without aliases. */
    public static OwnAddresses of(PeerAddress unique) {
        return new OwnAddresses(unique, Set.of());
    }

    /**
     * The place of this relay in a token's private list; -1 if it is not in there. A token without
     * the unique address was minted by somebody who knows the relay by an alias: then that counts.
     */
    int indexIn(List<PeerAddress> servers) {
        int index = servers.indexOf(unique);
        for (int i = 0; index < 0 && i < servers.size(); i++) {
            index = aliases.contains(servers.get(i)) ? i : -1;
        }
        return index;
    }
}
