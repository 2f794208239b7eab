package dev.rallypoint.matchmaking;

import java.util.Optional;

/** Looks for the best match around one ticket, in each of the regions it takes. */
final class Search {
    /** Tickets looked at for each seat of a match; nearer ones are enough, farther ones worse. */
    private static final int LOOKS_PER_SEAT = 8;

    /** Suitable tickets for each seat of which the best are chosen. */
    private static final int CHOICE_PER_SEAT = 3;

    /** So many ms of round trip weigh as much as one point of rating. */
    static final double MS_PER_POINT = 4;

    /** A seat that stays empty weighs as much as so many points of rating. */
    private static final double POINTS_PER_SEAT = 1.5;

    private final ModeRules rules;
    private final Lines lines;
    private final int regions;
    private final int teamSize;

    /** Of the group at hand: who could join it, by distance. */
    private final Waiting[] chosen;

    private final double[] distances;

    Search(ModeRules rules, Lines lines, int regions) {
        this.rules = rules;
        this.lines = lines;
        this.regions = regions;
        teamSize = rules.maxPlayers() / rules.teams();
        chosen = new Waiting[CHOICE_PER_SEAT * rules.maxPlayers()];
        distances = new double[chosen.length];
    }

    /** The best one that has enough players; empty if none has. */
    Optional<Group> around(Waiting anchor) {
        Optional<Group> best = best(anchor, Group.Windows.OF_ALL);
        return best.isEmpty() && anchor.isOverdue() ? best(anchor, Group.Windows.OF_NOBODY) : best;
    }

    private Optional<Group> best(Waiting anchor, Group.Windows windows) {
        Group best = null;
        for (int region = 0; region < regions; region++) {
            if (anchor.roundTripMs(region) <= anchor.latencyWindowMs()) {
                Optional<Group> group = grown(new Group(rules, region, windows, anchor));
                if (group.isPresent() && (best == null || cost(group.get()) < cost(best))) {
                    best = group.get();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static double cost(Group group) {
        return group.spread()
                + group.worstRoundTripMs() / MS_PER_POINT
                - group.players() * POINTS_PER_SEAT;
    }

    private Optional<Group> grown(Group group) {
        int count = choose(group);
        for (int i = 0; i < count && !group.isFull(); i++) {
            group.admit(chosen[i]);
        }
        for (int tickets = group.members().size(); tickets > 0; tickets--) {
            Group some = tickets == group.members().size() ? group : group.only(tickets);
            if (!some.isEnough()) {
                return Optional.empty();
            }
            if (rules.teams() == 1 || TeamSplit.of(some.members(), rules.teams()).isPresent()) {
                return Optional.of(some);
            }
        }
        return Optional.empty();
    }

    /** Who suits the anchor, the best first. Returns how many. */
    private int choose(Group group) {
        Waiting anchor = group.first();
        int region = group.region();
        int most = Math.min(teamSize, rules.maxPlayers() - anchor.size());
        Lines.Nearest nearest = lines.nearest(region, anchor.rating(), most);
        int looks = anchor.isOverdue() ? Integer.MAX_VALUE : LOOKS_PER_SEAT * rules.maxPlayers();
        int count = 0;
        while (looks-- > 0 && count < chosen.length) {
            Waiting next = nearest.next(anchor.ratingWindow());
            if (next == null) {
                break;
            }
            if (next != anchor && isPossible(anchor, next, region)) {
                insert(next, distance(anchor, next, region), count++);
            }
        }
        return count;
    }

    /** Of those with equal distance the one that was found first stays before the others. */
    private void insert(Waiting ticket, double distance, int count) {
        int at = count;
        while (at > 0 && distances[at - 1] > distance) {
            chosen[at] = chosen[at - 1];
            distances[at] = distances[at - 1];
            at--;
        }
        chosen[at] = ticket;
        distances[at] = distance;
    }

    private boolean isPossible(Waiting anchor, Waiting other, int region) {
        int latencyMs = anchor.isOverdue() ? rules.latencyLimitMs() : other.latencyWindowMs();
        return other.roundTripMs(region) <= latencyMs
                && anchor.suits(other)
                && !anchor.isKeptApartFrom(other);
    }

    /** Similar round trips race together: one long one makes the whole match a long one. */
    private static double distance(Waiting anchor, Waiting other, int region) {
        int unlike = Math.abs(other.roundTripMs(region) - anchor.roundTripMs(region));
        return Math.abs(anchor.rating() - other.rating()) + unlike / MS_PER_POINT;
    }
}
