package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Divides tickets into teams of equally many players and nearly equal strength. */
final class TeamSplit {
    /** Rounds of exchanges after which the teams are taken as they are. */
    private static final int MAX_ROUNDS = 32;

    private final List<List<Waiting>> teams = new ArrayList<>();
    private final int teamSize;

    private TeamSplit(int count, int teamSize) {
        this.teamSize = teamSize;
        for (int i = 0; i < count; i++) {
            teams.add(new ArrayList<>());
        }
    }

    /** Empty if the parties do not add up to teams of one size. */
    static Optional<List<List<Waiting>>> of(List<Waiting> tickets, int teams) {
        int players = tickets.stream().mapToInt(Waiting::size).sum();
        if (players % teams != 0) {
            return Optional.empty();
        }
        TeamSplit split = new TeamSplit(teams, players / teams);
        return split.fill(tickets) ? Optional.of(split.balanced()) : Optional.empty();
    }

    /** Largest parties first, each into the weakest team that has room. */
    private boolean fill(List<Waiting> tickets) {
        List<Waiting> order = new ArrayList<>(tickets);
        order.sort(
                Comparator.comparingInt(Waiting::size)
                        .thenComparingDouble(Waiting::rating)
                        .reversed()
                        .thenComparingInt(Waiting::rank));
        for (Waiting ticket : order) {
            Optional<List<Waiting>> team =
                    teams.stream()
                            .filter(some -> players(some) + ticket.size() <= teamSize)
                            .min(Comparator.comparingDouble(TeamSplit::strength));
            if (team.isEmpty()) {
                return false;
            }
            team.get().add(ticket);
        }
        return true;
    }

    private static int players(List<Waiting> team) {
        return team.stream().mapToInt(Waiting::size).sum();
    }

    /** The sum of its players' ratings. */
    private static double strength(List<Waiting> team) {
        return team.stream().mapToDouble(ticket -> ticket.rating() * ticket.size()).sum();
    }

    private List<List<Waiting>> balanced() {
        boolean better = true;
        for (int round = 0; round < MAX_ROUNDS && better; round++) {
            better = false;
            for (int a = 0; a < teams.size(); a++) {
                for (int b = a + 1; b < teams.size(); b++) {
                    better |= exchange(teams.get(a), teams.get(b));
                }
            }
        }
        return teams;
    }

    /** Exchanges the two tickets of one size that bring the teams closest together, if any do. */
    private static boolean exchange(List<Waiting> a, List<Waiting> b) {
        double gap = strength(a) - strength(b);
        double smallest = Math.abs(gap) - 1e-9;
        int fromA = -1;
        int fromB = -1;
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < b.size(); j++) {
                int size = a.get(i).size();
                double moved = size * (a.get(i).rating() - b.get(j).rating());
                double left = Math.abs(gap - 2 * moved);
                if (size == b.get(j).size() && left < smallest) {
                    smallest = left;
                    fromA = i;
                    fromB = j;
                }
            }
        }
        if (fromA < 0) {
            return false;
        }
        Waiting first = a.get(fromA);
        a.set(fromA, b.get(fromB));
        b.set(fromB, first);
        return true;
    }

    /** Between the mean ratings of the strongest and the weakest of teams of one size. */
    static double gap(List<List<Waiting>> teams) {
        double weakest = Double.POSITIVE_INFINITY;
        double strongest = Double.NEGATIVE_INFINITY;
        for (List<Waiting> team : teams) {
            double mean = strength(team) / players(team);
            weakest = Math.min(weakest, mean);
            strongest = Math.max(strongest, mean);
        }
        return strongest - weakest;
    }
}
