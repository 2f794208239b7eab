package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Api.RegionRtt;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.matchmaking.ModeRules;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a ticket can ask for.
 *
 * @param rules of a game mode
 * @param regions ids of the configured regions
 * @param ownRegion of this node, for who measured none
 */
record TicketTerms(Function<String, ModeRules> rules, Set<String> regions, String ownRegion) {
    static final int MAX_MEASURED = 32;

    /**
     * That wait for a player's word at a time. All of them are shown to him, so whoever fills them
     * up can be declined, and blocked.
     */
    static final int MOST_INVITATIONS = 20;

    /** Who measured nothing may be anywhere: near enough to race, too far to be preferred. */
    static final int UNMEASURED_MS = 100;

    private static final double MAX_RTT_MS = 10_000;

    TicketTerms {
        regions = Set.copyOf(regions);
    }

    /** Why nobody could have such a ticket; empty if one can. */
    Optional<Rejection> refusal(String playerId, Api.TicketRequest request) {
        Set<String> players = new HashSet<>(request.party());
        if (players.size() < request.party().size() || !players.add(playerId)) {
            return invalid("party must name each of the others once");
        }
        if (request.party().stream().anyMatch(id -> Ids.clientId(id).isEmpty())) {
            return Optional.of(
                    new Rejection(ProblemCode.PLAYER_NOT_FOUND, "party has what is no player id"));
        }
        ModeRules mode = rules.apply(request.gameMode());
        String track = request.attributes().getOrDefault(ModeRules.TRACK, "");
        if (!track.isBlank() && !mode.isTrackPossible(track)) {
            return invalid("track must be one of " + String.join(", ", mode.tracks()));
        }
        Optional<String> unknown = mode.refusedAttribute(request.attributes());
        if (unknown.isPresent()) {
            return invalid(
                    "attributes: "
                            + unknown.get()
                            + " is none of this game mode, or has none of its values");
        }
        if (!mode.isPartyPossible(players.size())) {
            return invalid(
                    "a party of "
                            + players.size()
                            + " fits into no match of "
                            + request.gameMode());
        }
        return refusal(request.regions());
    }

    /** Why nobody can have measured so; empty if he can. */
    Optional<Rejection> refusal(List<RegionRtt> measured) {
        if (measured.size() > MAX_MEASURED
                || measured.stream().map(RegionRtt::id).distinct().count() < measured.size()) {
            return invalid("regions must name each region once, at most " + MAX_MEASURED);
        }
        if (!measured.stream()
                .allMatch(region -> region.rttMs() >= 0 && region.rttMs() <= MAX_RTT_MS)) {
            return invalid("rttMs must be 0.." + (int) MAX_RTT_MS);
        }
        return measured.stream().map(RegionRtt::id).allMatch(regions::contains)
                ? Optional.empty()
                : Optional.of(Rejection.of(ProblemCode.REGION_NOT_FOUND));
    }

    private static Optional<Rejection> invalid(String detail) {
        return Optional.of(new Rejection(ProblemCode.INVALID_BODY, detail));
    }

    /** By region, in whole milliseconds. */
    Map<String, Integer> roundTrips(List<RegionRtt> measured) {
        if (measured.isEmpty()) {
            return Map.of(ownRegion, UNMEASURED_MS);
        }
        Map<String, Integer> byRegion = new TreeMap<>();
        measured.forEach(region -> byRegion.put(region.id(), (int) Math.ceil(region.rttMs())));
        return byRegion;
    }

    /** The region with the smallest round trip. */
    String nearest(Map<String, Integer> rttMs) {
        return rttMs.entrySet().stream()
                .min(
                        Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(ownRegion);
    }
}
