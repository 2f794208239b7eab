package dev.rallypoint.security;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who the client behind our own proxies is. Each proxy adds the address it was called from at the
 * end of the header, so the list is read from its end as long as our own proxies speak; the first
 * address that is none of them is the client, and what stands before it is his own tale.
 */
public final class TrustedProxies {
    /** More hops than this are nobody's network. */
    private static final int MAX_HOPS = 32;

    private static final String FORWARDED = "forwarded";
    private static final String FOR = "for=";
    private static final String PROTO = "proto=";

    private final List<CidrBlock> blocks;
    private final String header;

    /**
     * @throws IllegalArgumentException if {@code trustedProxies} names something else than CIDR
     *     blocks
     */
    public TrustedProxies(HttpConfig config) {
        this.blocks = config.trustedProxies().stream().map(TrustedProxies::block).toList();
        this.header = config.forwardedHeader();
        if (config.proxyProtocol() && blocks.isEmpty()) {
            throw new IllegalArgumentException(
                    "http.proxyProtocol needs the proxies' addresses in http.trustedProxies");
        }
    }

    private static CidrBlock block(String text) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "http.trustedProxies: " + text + " is not a CIDR block such as 192.0.2.0/24",
                    e);
        }
    }

    public boolean contains(PeerAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /** The one header that names the client, in lower case. */
    public String header() {
        return header;
    }

    /**
     * The client of a call.
     *
     * @param peer the other end of the connection
     * @param values of {@link #header}, one for each line, in the order of the lines
     * @return the peer itself unless it is one of our proxies; if it says nothing that can be read,
     *     the last proxy of ours that did
     */
    public PeerAddress clientOf(PeerAddress peer, List<String> values) {
        if (!contains(peer)) {
            return peer;
        }
        PeerAddress nearest = peer;
        List<String> hops = words(values);
        int last = Math.max(0, hops.size() - MAX_HOPS);
        for (int i = hops.size() - 1; i >= last && contains(nearest); i--) {
            Optional<PeerAddress> hop = addressOf(hops.get(i));
            if (hop.isEmpty()) {
                return nearest;
            }
            nearest = hop.get();
        }
        return nearest;
    }

    /**
     * Whether a proxy of ours says that the client speaks https.
     *
     * @param forwardedProto values of X-Forwarded-Proto
     * @param values of {@link #header}
     */
    public boolean isSecure(PeerAddress peer, List<String> forwardedProto, List<String> values) {
        if (!contains(peer)) {
            return false;
        }
        List<String> hops = header.equals(FORWARDED) ? words(values) : words(forwardedProto);
        if (hops.isEmpty()) {
            return false;
        }
        String nearest = hops.get(hops.size() - 1);
        String proto = header.equals(FORWARDED) ? parameter(nearest, PROTO) : nearest;
        return proto.equalsIgnoreCase("https");
    }

    private static List<String> words(List<String> values) {
        List<String> words = new ArrayList<>();
        for (String value : values) {
            for (String word : value.split(",")) {
                words.add(word.strip());
            }
        }
        return words;
    }

    private Optional<PeerAddress> addressOf(String hop) {
        String node = header.equals(FORWARDED) ? parameter(hop, FOR) : hop;
        try {
            return Optional.of(CidrBlock.addressOf(withoutPort(node)));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** A parameter of a forwarded-element (RFC 7239 §4), without quotes; empty if it has none. */
    private static String parameter(String element, String name) {
        for (String pair : element.split(";")) {
            String text = pair.strip();
            if (text.toLowerCase(Locale.ROOT).startsWith(name)) {
                return text.substring(name.length()).replace("\"", "").strip();
            }
        }
        return "";
    }

    /** {@code [2001:db8::1]:4711}, {@code 192.0.2.1:4711} or an address alone. */
    private static String withoutPort(String node) {
        int bracket = node.indexOf(']');
        if (node.startsWith("[") && bracket > 0) {
            return node.substring(1, bracket);
        }
        int colon = node.indexOf(':');
        boolean isOnlyColon = colon >= 0 && colon == node.lastIndexOf(':');
        return isOnlyColon ? node.substring(0, colon) : node;
    }
}
