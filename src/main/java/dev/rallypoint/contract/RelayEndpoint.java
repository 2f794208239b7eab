package dev.rallypoint.contract;

import java.util.List;

/**
 * Where players reach one relay.
 *
 * @param publicAddress {@code ip:port} for the internet
 * @param lanAddresses {@code ip:port} of the node's own interfaces, for players in the same network
 * @param loopbackAddress {@code ip:port} for players on the same machine; empty if not bound there
 */
public record RelayEndpoint(
        String publicAddress, List<String> lanAddresses, String loopbackAddress) {}
