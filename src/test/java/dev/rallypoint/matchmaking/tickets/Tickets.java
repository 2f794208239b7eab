package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.TicketsConfig;
import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.MatchQuality;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.OpenSeats;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Skill;
import dev.rallypoint.matchmaking.Steps;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Values of tests: tickets, rules, and a match function that asks for nothing. */
final class Tickets {
    static final TicketsConfig CONFIG = new TicketsConfig(600, 60, 1, 1_000, List.of("party"));
    static final TicketRules RULES = new TicketRules(CONFIG);
    static final PoolKey POOL = new PoolKey("race", 0);

    private Tickets() {}

    static TicketSeat seat(String playerId) {
        return new TicketSeat(
                playerId,
                Optional.of("Name of " + playerId),
                true,
                Skill.UNKNOWN,
                Map.of("local", 20),
                List.of());
    }

    /** Of one player who waits since 1000, and the invited. */
    static TicketEntry entry(String ticketId, String playerId, String... party) {
        return entry(ticketId, playerId, POOL, party);
    }

    static TicketEntry entry(String ticketId, String playerId, PoolKey pool, String... party) {
        return RULES.create(
                new TicketRules.Wish(ticketId, pool, seat(playerId), invited(party), Map.of()),
                Optional.empty(),
                1_000);
    }

    private static List<TicketSeat> invited(String... party) {
        return Stream.of(party).map(id -> TicketSeat.invited(id, List.of())).toList();
    }

    /** A match has so many players, no more and no less. */
    static ModeRules rules(int players) {
        return new ModeRules(
                "first-come",
                players,
                players,
                1,
                Steps.always(players),
                Steps.always(100),
                Steps.always(150),
                150,
                120,
                players,
                60,
                List.of(),
                TicketAttributes.ANY);
    }

    /** Whoever came first, whoever he is; free seats first. */
    static final class FirstCome implements MatchFunction {
        @Override
        public String name() {
            return "first-come";
        }

        @Override
        public List<ProposedMatch> match(MatchPool pool, long nowMs) {
            List<ProposedMatch> matches = new ArrayList<>();
            List<Ticket> waiting =
                    new ArrayList<>(
                            pool.tickets().stream()
                                    .sorted(
                                            Comparator.comparingLong(Ticket::createdAtMs)
                                                    .thenComparing(Ticket::ticketId))
                                    .toList());
            for (OpenSeats open : pool.backfills()) {
                take(waiting, 1, open.freeSeats())
                        .ifPresent(
                                taken ->
                                        matches.add(
                                                match(
                                                        taken,
                                                        open.region(),
                                                        Optional.of(open.lobbyId()))));
            }
            int players = pool.rules().maxPlayers();
            for (Optional<List<Ticket>> taken = take(waiting, players, players);
                    taken.isPresent();
                    taken = take(waiting, players, players)) {
                matches.add(match(taken.get(), "local", Optional.empty()));
            }
            return matches;
        }

        private static ProposedMatch match(
                List<Ticket> tickets, String region, Optional<String> lobbyId) {
            int players = tickets.stream().mapToInt(Ticket::size).sum();
            return new ProposedMatch(
                    region, List.of(tickets), lobbyId, new MatchQuality(players, 0, 20, 0, 0));
        }

        private static Optional<List<Ticket>> take(List<Ticket> waiting, int least, int most) {
            List<Ticket> taken = new ArrayList<>();
            int players = 0;
            for (Ticket ticket : waiting) {
                if (players + ticket.size() <= most) {
                    taken.add(ticket);
                    players += ticket.size();
                }
            }
            if (players < least) {
                return Optional.empty();
            }
            waiting.removeAll(taken);
            return Optional.of(taken);
        }
    }
}
