package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A match function of somebody else: two at a time, in the order in which they came. */
public final class FirstComeMatching implements MatchFunction {
    @Override
    public String name() {
        return "first-come";
    }

    @Override
    public List<ProposedMatch> match(MatchPool pool, long nowMs) {
        List<Ticket> queue = new ArrayList<>(pool.tickets());
        queue.sort(Comparator.comparingLong(Ticket::createdAtMs).thenComparing(Ticket::ticketId));
        List<ProposedMatch> matches = new ArrayList<>();
        for (int i = 0; i + 1 < queue.size(); i += 2) {
            matches.add(
                    new ProposedMatch(
                            "eu-west",
                            List.of(queue.subList(i, i + 2)),
                            Optional.empty(),
                            new MatchQuality(2, 0, 0, 0, 0)));
        }
        return matches;
    }
}
