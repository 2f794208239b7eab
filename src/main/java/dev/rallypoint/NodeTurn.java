package dev.rallypoint;

import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.StunConfig;
import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.runtime.NodeKeys;
import dev.rallypoint.security.AddressScope;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.turn.server.PeerPolicy;
import dev.rallypoint.turn.server.TurnSecret;
import dev.rallypoint.turn.server.TurnTerms;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one node serves TURN with, and the URLs that clients are told.
 *
 * @param addresses of the node
 */
record NodeTurn(Config config, NodeKeys keys, NodeAddresses addresses) {
    /** So that a 401 to the shortest Allocate request stays below three times its size. */
    private static final int MAX_REALM_BYTES = 24;

    /**
     * What can be told without opening anything.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static void check(StunConfig stun, TurnConfig turn) {
        if (!stun.alternateHost().isBlank()) {
            named("stun.alternateHost", () -> CidrBlock.addressOf(stun.alternateHost().strip()));
            named("stun.host, beside stun.alternateHost,", () -> requireOneAddress(stun.host()));
        }
        int realmBytes = turn.realm().getBytes(StandardCharsets.UTF_8).length;
        if (realmBytes == 0 || realmBytes > MAX_REALM_BYTES) {
            throw new IllegalArgumentException(
                    "turn.realm = " + turn.realm() + " is not 1 to 24 bytes long");
        }
        if (turn.minPort() > turn.maxPort()) {
            throw new IllegalArgumentException(
                    "turn.minPort = "
                            + turn.minPort()
                            + " is above turn.maxPort = "
                            + turn.maxPort());
        }
        named("turn.allowedPeers", () -> PeerPolicy.blocks(turn.allowedPeers()));
        named("turn.deniedPeers", () -> PeerPolicy.blocks(turn.deniedPeers()));
        named("turn.relayedAddresses", () -> configuredHosts(turn));
    }

    /** Else answers would come from whichever address the kernel likes. */
    private static void requireOneAddress(String host) {
        if (CidrBlock.addressOf(host).host().matches("0\\.0\\.0\\.0|0(:0)+")) {
            throw new IllegalArgumentException(host + " is not one address");
        }
    }

    private static void named(String key, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
        }
    }

    private static List<PeerAddress> configuredHosts(TurnConfig turn) {
        List<PeerAddress> hosts =
                turn.relayedAddresses().stream()
                        .map(String::strip)
                        .map(CidrBlock::addressOf)
                        .toList();
        long families = hosts.stream().map(IpFamily::of).distinct().count();
        if (families < hosts.size()) {
            throw new IllegalArgumentException("more than one address of a family");
        }
        return hosts;
    }

    TurnTerms terms() {
        List<PeerAddress> hosts = relayedHosts();
        Set<PeerAddress> own = new LinkedHashSet<>(hosts);
        own.add(CidrBlock.addressOf(addresses.publicHost()));
        addresses.local().forEach(address -> own.add(PeerAddress.of(address.getAddress(), 0)));
        TurnConfig turn = config.turn();
        PeerPolicy policy =
                new PeerPolicy(
                        PeerPolicy.blocks(turn.deniedPeers()),
                        PeerPolicy.blocks(turn.allowedPeers()),
                        own);
        return new TurnTerms(turn, hosts, policy, this::secrets);
    }

    /** Of all keys that sign access tokens, the one that signs now first. */
    private List<TurnSecret> secrets() {
        var ring = keys.accessToken();
        var signing = ring.at(System.currentTimeMillis());
        List<TurnSecret> secrets = new ArrayList<>();
        secrets.add(TurnSecret.derivedFrom(signing.secret()));
        ring.keys().stream()
                .filter(key -> !key.equals(signing))
                .forEach(key -> secrets.add(TurnSecret.derivedFrom(key.secret())));
        return secrets;
    }

    private List<PeerAddress> relayedHosts() {
        List<PeerAddress> configured = configuredHosts(config.turn());
        if (!configured.isEmpty()) {
            return configured;
        }
        List<PeerAddress> hosts = new ArrayList<>();
        PeerAddress advertised = CidrBlock.addressOf(addresses.publicHost());
        hosts.add(advertised);
        if (advertised.isIpv4()) {
            addresses.local().stream()
                    .filter(address -> AddressScope.of(address) == AddressScope.PUBLIC)
                    .map(InetAddress::getAddress)
                    .map(bytes -> PeerAddress.of(bytes, 0))
                    .filter(address -> !address.isIpv4())
                    .findFirst()
                    .ifPresent(hosts::add);
        }
        return hosts;
    }

    /**
     * URLs of RFC 7064 and RFC 7065.
     *
     * @param isServed whether TURN is, beside STUN
     */
    List<String> iceUrls(boolean isServed, int udpPort, int tcpPort, Optional<Integer> tlsPort) {
        List<String> urls = new ArrayList<>();
        String udp = NodeAddresses.hostAndPort(addresses.publicHost(), udpPort);
        urls.add("stun:" + udp);
        if (isServed) {
            String tcp = NodeAddresses.hostAndPort(addresses.publicHost(), tcpPort);
            urls.add("turn:" + udp + "?transport=udp");
            urls.add("turn:" + tcp + "?transport=tcp");
            tlsPort.filter(port -> !config.turn().hostName().isBlank())
                    .map(port -> config.turn().hostName().strip() + ":" + port)
                    .ifPresent(tls -> urls.add("turns:" + tls + "?transport=tcp"));
        }
        return urls;
    }
}
