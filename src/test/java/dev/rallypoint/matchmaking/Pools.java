package dev.rallypoint.matchmaking;

import dev.rallypoint.runtime.ConfigLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Tickets and rules for tests. */
final class Pools {
    static final long NOW_MS = 1_000_000_000_000L;

    private static final String[] REGIONS = {"asia", "eu-west", "na-east"};

    private Pools() {}

    /** The defaults with other values for some keys, {@code maxPlayers=4}. */
    static ModeRules rules(String... changes) {
        return ModeRules.of(
                new ConfigLoader()
                        .assignments(
                                Arrays.stream(changes).map(key -> "matchmaking." + key).toList())
                        .load()
                        .matchmaking());
    }

    static TicketMember member(String playerId, double rating, String... blocked) {
        return new TicketMember(
                playerId, new Skill(rating, 2), Map.of("eu-west", 30), Set.of(blocked));
    }

    static TicketMember member(String playerId, double rating, Map<String, Integer> roundTrips) {
        return new TicketMember(playerId, new Skill(rating, 2), roundTrips, Set.of());
    }

    /** Whose id is that of the first member. */
    static Ticket ticket(int waitedSeconds, TicketMember... members) {
        return new Ticket(
                "t-" + members[0].playerId(),
                "race",
                List.of(members),
                NOW_MS - waitedSeconds * 1_000L,
                Map.of());
    }

    static Ticket alone(String playerId, double rating, int waitedSeconds) {
        return ticket(waitedSeconds, member(playerId, rating));
    }

    static List<ProposedMatch> match(ModeRules rules, Ticket... tickets) {
        return new WindowMatching()
                .match(new MatchPool(rules, List.of(tickets), List.of()), NOW_MS);
    }

    /** So many that wait, with parties, three regions and all waiting times. */
    static List<Ticket> crowd(int tickets, long seed) {
        Random random = new Random(seed);
        List<Ticket> crowd = new ArrayList<>();
        for (int i = 0; i < tickets; i++) {
            int size = random.nextInt(10) == 0 ? 2 + random.nextInt(3) : 1;
            int home = random.nextInt(REGIONS.length);
            List<TicketMember> members = new ArrayList<>();
            for (int j = 0; j < size; j++) {
                Map<String, Integer> roundTrips = new TreeMap<>();
                for (int region = 0; region < REGIONS.length; region++) {
                    int far = region == home ? 15 : 100 + 20 * Math.abs(region - home);
                    roundTrips.put(REGIONS[region], far + random.nextInt(70));
                }
                members.add(member("p" + i + "-" + j, 25 + 6 * random.nextGaussian(), roundTrips));
            }
            crowd.add(ticket(random.nextInt(100), members.toArray(TicketMember[]::new)));
        }
        return crowd;
    }
}
