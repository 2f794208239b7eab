package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.FilterRules.OfRequests;
import dev.rallypoint.security.FilterRules.OfStrangers;
import dev.rallypoint.security.FilterRules.Rates;
import dev.rallypoint.security.SourceLimits.Grain;
import java.util.function.LongSupplier;

/**
 * What stands between a relay and the addresses that have no session with it. Its tables have a
 * fixed size and live as long as the relay; its rules can be replaced at any time, which takes back
 * nothing that was spent.
 */
public final class PacketGate {
    /** Sources, prefixes or tokens whose buckets are remembered: 1 MB a table. */
    private static final int PLACES = 65_536;

    /** Requests with marks a second: too few to make an overload worse. */
    private static final int NEWCOMERS_DURING_OVERLOAD = 200;

    private final SourceLimits sources;
    private final SourceLimits prefixes;
    private final SourceLimits requestSources;
    private final SourceLimits requestPrefixes;
    private final BucketTable requestTokens;
    private final NodeFilter requestsOfAll = new NodeFilter();
    private final TokenBucket duringOverload = new TokenBucket(NEWCOMERS_DURING_OVERLOAD);
    private final Guests guests = new Guests();
    private final Guests nobody = new Guests();
    private long overloadBucket = TokenBucket.FULL;
    private boolean isOverloaded;
    private Firewall firewall;
    private boolean asksFirewall;
    private DatagramFilter strangers;
    private DatagramFilter requests;

    /**
     * @param seeds random numbers
     */
    public PacketGate(FilterRules rules, LongSupplier seeds) {
        sources = new SourceLimits(Grain.SOURCE, 1, PLACES, seeds.getAsLong());
        prefixes = new SourceLimits(Grain.PREFIX, 1, PLACES, seeds.getAsLong());
        requestSources = new SourceLimits(Grain.SOURCE, 1, PLACES, seeds.getAsLong());
        requestPrefixes = new SourceLimits(Grain.PREFIX, 1, PLACES, seeds.getAsLong());
        requestTokens = new BucketTable(1, PLACES, seeds.getAsLong());
        setRules(rules);
    }

    /** In force for the next datagram. */
    public void setRules(FilterRules rules) {
        Rates rates = rules.rates();
        sources.setRate(rates.datagramsPerSource());
        prefixes.setRate(rates.datagramsPerPrefix());
        requestSources.setRate(rates.handshakesPerSource());
        requestPrefixes.setRate(rates.handshakesPerPrefix());
        requestTokens.setRate(rates.handshakesPerToken());
        requestsOfAll.setRates(rates.handshakesPerNode(), rates.unmarkedPerNode());
        firewall = rules.firewall();
        asksFirewall = rules.order().strangers().contains(OfStrangers.FIREWALL);
        strangers = new FilterChain(rules.order().strangers().stream().map(this::filter).toList());
        requests = new FilterChain(rules.order().requests().stream().map(this::filter).toList());
    }

    private DatagramFilter filter(OfStrangers kind) {
        return switch (kind) {
            case FIREWALL ->
                    (from, mark, nowMs) ->
                            firewall.isDenied(from) ? DropReason.FIREWALL_DENIED : null;
            case SOURCE -> new SourceFilter(sources, firewall, nobody, DropReason.SOURCE_LIMIT);
            case PREFIX -> new SourceFilter(prefixes, firewall, nobody, DropReason.PREFIX_LIMIT);
        };
    }

    private DatagramFilter filter(OfRequests kind) {
        return switch (kind) {
            case SOURCE ->
                    new SourceFilter(
                            requestSources, firewall, guests, DropReason.HANDSHAKE_SOURCE_LIMIT);
            case PREFIX ->
                    new SourceFilter(
                            requestPrefixes, firewall, guests, DropReason.HANDSHAKE_PREFIX_LIMIT);
            case TOKEN ->
                    (from, mark, nowMs) ->
                            mark == DatagramFilter.NO_MARK || requestTokens.tryTake(mark, nowMs)
                                    ? null
                                    : DropReason.HANDSHAKE_TOKEN_LIMIT;
            case NODE -> requestsOfAll;
        };
    }

    /**
     * About any datagram of an address without a session.
     *
     * @return null = go on, else why it is dropped
     */
    public DropReason denyStranger(PeerAddress from, long mark, long nowMs) {
        return strangers.deny(from, mark, nowMs);
    }

    /**
     * About a connection request, right before its token is decrypted: what is refused for less
     * must not spend what players need.
     *
     * @return null = go on, else why it is dropped
     */
    public DropReason denyRequest(PeerAddress from, long mark, long nowMs) {
        if (isOverloaded && mark == DatagramFilter.NO_MARK) {
            return DropReason.OVERLOADED;
        }
        DropReason denied = requests.deny(from, mark, nowMs);
        return denied == null && isOverloaded ? denyDuringOverload(nowMs) : denied;
    }

    private DropReason denyDuringOverload(long nowMs) {
        if (!duringOverload.hasToken(overloadBucket, nowMs)) {
            return DropReason.OVERLOADED;
        }
        overloadBucket = duringOverload.afterTaking(overloadBucket, nowMs);
        return null;
    }

    /**
     * Whether more arrives than the relay can handle: then only few requests are let through, and
     * none without a mark, in whatever order the filters are.
     */
    public void setOverloaded(boolean overloaded) {
        isOverloaded = overloaded;
    }

    /** Whether the firewall is asked and refuses the address. */
    public boolean isDenied(PeerAddress address) {
        return asksFirewall && firewall.isDenied(address);
    }

    /** So many more requests without a mark may come, perhaps all from one address. */
    public void expect(int moreRequests, long nowMs) {
        guests.expect(moreRequests, nowMs);
    }
}
