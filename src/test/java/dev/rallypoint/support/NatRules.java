package dev.rallypoint.support;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The nftables ruleset of one router of a {@link NatLab}. A cone's outer port is a hash of the
 * inner address and port, put through a permutation; what came in through which outer port is
 * learned from the first packet out.
 */
final class NatRules {
    /** Outer ports of a cone, from {@link #FIRST_PORT} on. */
    private static final int PORTS = 8_192;

    private static final int FIRST_PORT = 32_768;

    /** Coprime to the number of ports: neighbours inside are none outside. */
    private static final int STRIDE = 2_749;

    private NatRules() {}

    /**
     * @param wan the router's address on the internet
     * @param seed another one gives other outer ports
     */
    static String of(NatType type, String wan, int seed) {
        return """
            flush ruleset
            table ip nat {
              map inner {
                type inet_service : ipv4_addr . inet_service
                size 16384
                flags dynamic,timeout
                timeout 300s
              }
              set spoken {
                type inet_service . ipv4_addr
                size 65536
                flags dynamic,timeout
                timeout 300s
              }
              chain post {
                type nat hook postrouting priority 100
                %s
              }
              chain pre {
                type nat hook prerouting priority -100
                %s
              }
              chain learn {
                type filter hook postrouting priority 300
                %s
              }
              chain input {
                type filter hook input priority 0
                iifname wan meta l4proto { udp, tcp } drop
              }
              chain forw {
                type filter hook forward priority 0
                %s
                iifname lan accept
                ct state established,related accept
                ct status dnat accept
                drop
              }
            }
            """
                .formatted(
                        outgoing(type, wan, seed), incoming(type), learning(type), passing(type));
    }

    private static String outgoing(NatType type, String wan, int seed) {
        if (type.isCone()) {
            return "oifname wan meta l4proto udp snat to "
                    + wan
                    + ":jhash ip saddr . udp sport mod "
                    + PORTS
                    + " seed "
                    + seed
                    + " map { "
                    + ports()
                    + " }\noifname wan masquerade";
        }
        return switch (type) {
            case OPEN -> "";
            case SYMMETRIC ->
                    "oifname wan meta l4proto udp masquerade fully-random\n"
                            + "oifname wan masquerade";
            default -> "oifname wan masquerade";
        };
    }

    private static String ports() {
        return IntStream.range(0, PORTS)
                .mapToObj(port -> port + " : " + (FIRST_PORT + port * STRIDE % PORTS))
                .collect(Collectors.joining(", "));
    }

    private static String incoming(NatType type) {
        return switch (type) {
            case FULL_CONE -> "iifname wan meta l4proto udp dnat to udp dport map @inner";
            case ADDRESS_RESTRICTED ->
                    "iifname wan udp dport . ip saddr @spoken dnat to udp dport map @inner";
            default -> "";
        };
    }

    private static String learning(NatType type) {
        return type.isCone()
                ? "oifname wan ct direction original ct status snat meta l4proto udp"
                        + " update @inner { udp sport : ct original ip saddr . ct original proto-src }"
                        + " update @spoken { udp sport . ip daddr }"
                : "";
    }

    private static String passing(NatType type) {
        return switch (type) {
            case OPEN -> "accept";
            case UDP_BLOCKED -> "meta l4proto udp drop";
            default -> "";
        };
    }
}
