package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.Skill;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketMember;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Players who do not exist: each comes once a day for a few races, most of them in the evening of
 * their region, every fifth ticket as a party. When they ask for a race does not depend on how long
 * they waited for the one before, so that all policies get the same tickets.
 */
public final class Crowd {
    /** Tickets that are made after the end, so that the last ones that count find company. */
    static final long TAIL_MS = 15 * 60_000;

    private static final long HOUR_MS = 3_600_000;
    private static final int DAY_HOURS = 24;
    private static final double PARTY_SHARE = 0.2;
    private static final double MIXED_PARTY_SHARE = 0.05;
    private static final double NEWCOMER_SHARE = 0.1;
    private static final double RACES_GO_ON = 2.0 / 3;
    private static final int MOST_RACES = 10;
    private static final double RACE_MS = 270_000;
    private static final double RACE_DEVIATION_MS = 40_000;
    private static final double PAUSE_MS = 45_000;
    private static final double MEAN_RATING = 25;
    private static final double RATING_DEVIATION = 5.5;
    private static final double FRIENDS_DEVIATION = 3;
    private static final double ACCESS_MEDIAN_MS = 26;
    private static final double ACCESS_SPREAD = 0.5;
    private static final int FARTHEST_HOME_MS = 145;
    private static final double FAR_JITTER_MS = 8;

    /**
     * A part of the world.
     *
     * @param share of all players
     * @param hoursAhead of UTC
     */
    private record Region(String id, double share, int hoursAhead) {}

    private static final List<Region> REGIONS =
            List.of(
                    new Region("asia", 0.25, 8),
                    new Region("eu-central", 0.42, 1),
                    new Region("na-east", 0.33, -5));

    /** Round trip between the regions above, without the players' own lines. */
    private static final int[][] BETWEEN_MS = {{0, 165, 205}, {165, 0, 92}, {205, 92, 0}};

    private final Random random;
    private final ModeRules rules;
    private final double[][] busy = new double[REGIONS.size()][];
    private int players;

    /**
     * @param rules what no match is possible without is not made up: too far away, too many
     */
    public Crowd(long seed, ModeRules rules) {
        random = new Random(seed);
        this.rules = rules;
        for (int region = 0; region < busy.length; region++) {
            busy[region] = wave(REGIONS.get(region).hoursAhead());
        }
    }

    public static List<String> regions() {
        return REGIONS.stream().map(Region::id).toList();
    }

    /**
     * How busy each minute of a day in UTC is, added up to 1: five times as busy at its peak as at
     * night.
     */
    private static double[] wave(int hoursAhead) {
        double[] sums = new double[DAY_HOURS * 60];
        double sum = 0;
        for (int minute = 0; minute < sums.length; minute++) {
            double local = minute / 60.0 + hoursAhead;
            double height = (1 + Math.cos(2 * Math.PI * (local - 20) / DAY_HOURS)) / 2;
            sum += 0.15 + 0.85 * Math.pow(height, 1.5);
            sums[minute] = sum;
        }
        for (int minute = 0; minute < sums.length; minute++) {
            sums[minute] /= sum;
        }
        return sums;
    }

    /**
     * The tickets of so many different players in so many hours from 1970 on, and some more after
     * the end; by time.
     */
    public List<Ticket> tickets(int wanted, int hours) {
        long untilMs = hours * HOUR_MS;
        List<Ticket> tickets = new ArrayList<>();
        while (players < wanted) {
            int home = home();
            List<TicketMember> party = party(home);
            long atMs = arrivalMs(home, hours);
            for (int race = 0; race < MOST_RACES && atMs < untilMs + TAIL_MS; race++) {
                tickets.add(new Ticket("t" + tickets.size(), "race", party, atMs, Map.of()));
                atMs += raceMs();
                if (random.nextDouble() > RACES_GO_ON) {
                    break;
                }
            }
        }
        tickets.sort(Comparator.comparingLong(Ticket::createdAtMs));
        return tickets;
    }

    private int home() {
        double share = random.nextDouble();
        int region = 0;
        while (region < REGIONS.size() - 1 && share >= REGIONS.get(region).share()) {
            share -= REGIONS.get(region).share();
            region++;
        }
        return region;
    }

    /** A minute by the wave of the region; the hours may be fewer or more than a day. */
    private long arrivalMs(int home, int hours) {
        long untilMs = hours * HOUR_MS + TAIL_MS;
        while (true) {
            int day = random.nextInt((hours + DAY_HOURS) / DAY_HOURS);
            int place = java.util.Arrays.binarySearch(busy[home], random.nextDouble());
            int minute = Math.min(busy[home].length - 1, place < 0 ? -place - 1 : place);
            long atMs =
                    day * DAY_HOURS * HOUR_MS
                            + minute * 60_000L
                            + (long) (random.nextDouble() * 60_000);
            if (atMs < untilMs) {
                return atMs;
            }
        }
    }

    private long raceMs() {
        double raceMs = RACE_MS + RACE_DEVIATION_MS * random.nextGaussian();
        double pauseMs = -PAUSE_MS * Math.log(1 - random.nextDouble());
        return (long) Math.max(60_000, raceMs) + (long) pauseMs;
    }

    private List<TicketMember> party(int home) {
        int size = random.nextDouble() < PARTY_SHARE ? partySize() : 1;
        boolean mixed = size > 1 && random.nextDouble() < MIXED_PARTY_SHARE;
        double rating = MEAN_RATING + RATING_DEVIATION * random.nextGaussian();
        List<TicketMember> members;
        do {
            members = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                boolean elsewhere = mixed && i == size - 1;
                members.add(
                        member(
                                players + i,
                                elsewhere ? random.nextInt(REGIONS.size()) : home,
                                size == 1
                                        ? rating
                                        : rating + FRIENDS_DEVIATION * random.nextGaussian()));
            }
        } while (!rules.isReachable(members));
        players += size;
        return members;
    }

    private int partySize() {
        double share = random.nextDouble();
        int size = share < 0.65 ? 2 : share < 0.87 ? 3 : 4;
        return rules.isPartyPossible(size) ? size : 1;
    }

    private TicketMember member(int number, int home, double rating) {
        boolean newcomer = random.nextDouble() < NEWCOMER_SHARE;
        Skill skill = newcomer ? Skill.UNKNOWN : new Skill(rating, 1.2 + 2.5 * random.nextDouble());
        return new TicketMember("p" + number, skill, roundTrips(home), Set.of());
    }

    private Map<String, Integer> roundTrips(int home) {
        double accessMs =
                Math.min(
                        FARTHEST_HOME_MS,
                        ACCESS_MEDIAN_MS * Math.exp(ACCESS_SPREAD * random.nextGaussian()));
        Map<String, Integer> roundTrips = new HashMap<>();
        for (int region = 0; region < REGIONS.size(); region++) {
            double farMs =
                    region == home
                            ? 0
                            : BETWEEN_MS[home][region] + FAR_JITTER_MS * random.nextGaussian();
            roundTrips.put(
                    REGIONS.get(region).id(), (int) Math.round(Math.max(4, accessMs + farMs)));
        }
        return roundTrips;
    }
}
