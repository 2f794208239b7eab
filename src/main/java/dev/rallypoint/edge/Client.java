package dev.rallypoint.edge;

import dev.rallypoint.protocol.PeerAddress;

/**
 * Who calls, as far as the way of the call tells.
 *
 * @param address of the client: the other end of the connection, or what our own proxies say
 * @param isCertain false if somebody we do not trust says that it only passes the call on: then the
 *     address is right for limits and bans, but is not where the player is
 * @param isSecure whether the client speaks https, with us or with a proxy of ours
 */
public record Client(PeerAddress address, boolean isCertain, boolean isSecure) {
    /** As text, without a zone. */
    public String host() {
        return address.host();
    }
}
