package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.List;

/** A match that grows in one region around the ticket that has waited longest in it. */
final class Group {
    /** What a newcomer's rating is held against. */
    enum Windows {
        /** Those of all but the overdue. */
        OF_ALL,
        /** Nobody's: somebody has waited too long to ask for them. */
        OF_NOBODY
    }

    private final ModeRules rules;
    private final int region;
    private final Windows windows;
    private final List<Waiting> members = new ArrayList<>();
    private int players;
    private int playersNeeded = Integer.MAX_VALUE;
    private int worstRoundTripMs;
    private double lowestAdmitted = Double.NEGATIVE_INFINITY;
    private double highestAdmitted = Double.POSITIVE_INFINITY;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;

    Group(ModeRules rules, int region, Windows windows, Waiting first) {
        this.rules = rules;
        this.region = region;
        this.windows = windows;
        add(first);
    }

    /** Adds the ticket, one that takes the region, if all who are there and it suit each other. */
    boolean admit(Waiting newcomer) {
        boolean fine =
                players + newcomer.size() <= rules.maxPlayers()
                        && isSuitable(newcomer)
                        && isWelcome(newcomer);
        if (fine) {
            add(newcomer);
        }
        return fine;
    }

    private boolean isWelcome(Waiting newcomer) {
        for (Waiting member : members) {
            if (newcomer.isKeptApartFrom(member)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSuitable(Waiting newcomer) {
        if (windows == Windows.OF_NOBODY || newcomer.isOverdue()) {
            return true;
        }
        double rating = newcomer.rating();
        return rating >= lowestAdmitted
                && rating <= highestAdmitted
                && lowest >= rating - newcomer.ratingWindow()
                && highest <= rating + newcomer.ratingWindow();
    }

    private void add(Waiting newcomer) {
        members.add(newcomer);
        players += newcomer.size();
        playersNeeded = Math.min(playersNeeded, newcomer.playersNeeded());
        worstRoundTripMs = Math.max(worstRoundTripMs, newcomer.roundTripMs(region));
        if (!newcomer.isOverdue()) {
            lowestAdmitted = Math.max(lowestAdmitted, newcomer.rating() - newcomer.ratingWindow());
            highestAdmitted =
                    Math.min(highestAdmitted, newcomer.rating() + newcomer.ratingWindow());
            lowest = Math.min(lowest, newcomer.rating());
            highest = Math.max(highest, newcomer.rating());
        }
    }

    Waiting first() {
        return members.get(0);
    }

    List<Waiting> members() {
        return members;
    }

    int region() {
        return region;
    }

    int players() {
        return players;
    }

    boolean isEnough() {
        return players >= playersNeeded;
    }

    boolean isFull() {
        return players == rules.maxPlayers();
    }

    int worstRoundTripMs() {
        return worstRoundTripMs;
    }

    /** Between the ratings of its tickets. */
    double spread() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Waiting member : members) {
            low = Math.min(low, member.rating());
            high = Math.max(high, member.rating());
        }
        return high - low;
    }

    /** The same in another region if all of its tickets take that one, too. */
    boolean isTakenBy(int otherRegion) {
        for (Waiting member : members) {
            int most = first().isOverdue() ? rules.latencyLimitMs() : member.latencyWindowMs();
            if (member.roundTripMs(otherRegion) > most) {
                return false;
            }
        }
        return true;
    }

    /** Without those who came last, down to so many tickets. */
    Group only(int tickets) {
        Group smaller = new Group(rules, region, windows, first());
        members.subList(1, tickets).forEach(smaller::add);
        return smaller;
    }
}
