package dev.rallypoint.security;

import dev.rallypoint.contract.FilterConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** What the filters of a packet path do: in which order, how much, and to whom. Immutable. */
public record FilterRules(Order order, Rates rates, Firewall firewall) {
    /** Filters for datagrams of addresses without a session. */
    public enum OfStrangers {
        FIREWALL,
        SOURCE,
        PREFIX
    }

    /** Filters for connection requests. */
    public enum OfRequests {
        SOURCE,
        PREFIX,
        TOKEN,
        NODE
    }

    /** Filters for the payloads of sessions. */
    public enum OfPayloads {
        DATAGRAMS,
        BYTES,
        FRAME
    }

    /** Which filters are asked, the first one first; who is not named is not asked. */
    public record Order(
            List<OfStrangers> strangers, List<OfRequests> requests, List<OfPayloads> payloads) {
        /** All of them, in the order of the default configuration. */
        public static final Order ALL =
                new Order(
                        List.of(OfStrangers.values()),
                        List.of(OfRequests.values()),
                        List.of(OfPayloads.values()));

        public Order {
            strangers = List.copyOf(strangers);
            requests = List.copyOf(requests);
            payloads = List.copyOf(payloads);
        }
    }

    /**
     * All a second, which is also the burst; see {@link FilterConfig}.
     *
     * @param handshakesPerNode requests with a mark on this relay
     * @param unmarkedPerNode requests without one
     */
    public record Rates(
            int datagramsPerSource,
            int datagramsPerPrefix,
            int handshakesPerSource,
            int handshakesPerPrefix,
            int handshakesPerToken,
            int handshakesPerNode,
            int unmarkedPerNode,
            int datagramsPerSession,
            int bytesPerSession) {}

    /**
     * @throws IllegalArgumentException naming the key, if a filter is named twice
     */
    public static FilterRules of(FilterConfig config, Firewall firewall) {
        Order order =
                new Order(
                        filters("filter.strangers", config.strangers(), OfStrangers.class),
                        filters("filter.requests", config.requests(), OfRequests.class),
                        filters("filter.payloads", config.payloads(), OfPayloads.class));
        Rates rates =
                new Rates(
                        config.datagramsPerSource(),
                        config.datagramsPerPrefix(),
                        config.handshakesPerSource(),
                        config.handshakesPerPrefix(),
                        config.handshakesPerToken(),
                        config.handshakesPerNode(),
                        config.unmarkedPerNode(),
                        config.datagramsPerSession(),
                        config.bytesPerSession());
        return new FilterRules(order, rates, firewall);
    }

    private static <F extends Enum<F>> List<F> filters(
            String key, List<String> words, Class<F> kind) {
        if (new HashSet<>(words).size() < words.size()) {
            throw new IllegalArgumentException(key + " = " + words + " names a filter twice");
        }
        return words.stream()
                .map(word -> Enum.valueOf(kind, word.toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** What refuses strangers; open if the firewall is not to be asked. */
    public Firewall firewallOfStrangers() {
        return order.strangers().contains(OfStrangers.FIREWALL) ? firewall : Firewall.OPEN;
    }

    /** For one of so many relays, which share what the node takes as a whole. */
    public FilterRules ofOneOf(int relays) {
        return with(
                new Rates(
                        rates.datagramsPerSource(),
                        rates.datagramsPerPrefix(),
                        rates.handshakesPerSource(),
                        rates.handshakesPerPrefix(),
                        rates.handshakesPerToken(),
                        share(rates.handshakesPerNode(), relays),
                        share(rates.unmarkedPerNode(), relays),
                        rates.datagramsPerSession(),
                        rates.bytesPerSession()));
    }

    private static int share(int ofNode, int relays) {
        return (ofNode - 1) / relays + 1;
    }

    /**
     * During an attack: less for addresses and for what bears no mark. Who plays, and who comes
     * with a marked token, has what he had.
     */
    public FilterRules tightened(int percent) {
        return with(
                new Rates(
                        part(rates.datagramsPerSource(), percent),
                        part(rates.datagramsPerPrefix(), percent),
                        part(rates.handshakesPerSource(), percent),
                        part(rates.handshakesPerPrefix(), percent),
                        rates.handshakesPerToken(),
                        rates.handshakesPerNode(),
                        part(rates.unmarkedPerNode(), percent),
                        rates.datagramsPerSession(),
                        rates.bytesPerSession()));
    }

    private static int part(int rate, int percent) {
        return (int) Math.max(1, (long) rate * percent / 100);
    }

    private FilterRules with(Rates other) {
        return new FilterRules(order, other, firewall);
    }
}
