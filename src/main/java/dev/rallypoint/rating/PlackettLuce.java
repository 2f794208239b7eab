package dev.rallypoint.rating;

import java.util.ArrayList;
import java.util.List;

/**
 * What one match says about its players' skill: Weng and Lin, "A Bayesian Approximation Method for
 * Online Ranking" (JMLR 12, 2011), algorithm 4, the Plackett-Luce model, with the constants and the
 * ties of OpenSkill. O(teams³), which is nothing for 64 of them.
 *
 * @param beta how much a performance differs from race to race; half of a newcomer's sigma
 * @param tau how much skill itself changes from match to match, so that nobody's rating freezes
 * @param kappa what is left of the variance at least, as a share
 */
public record PlackettLuce(double beta, double tau, double kappa) {
    public static final PlackettLuce DEFAULT = new PlackettLuce(25.0 / 6, 25.0 / 300, 0.0001);

    /**
     * Who raced together for one place; alone in a free-for-all.
     *
     * @param place 1 = first; equal places are a tie
     */
    public record Team(int place, List<Rating> members) {
        public Team {
            members = List.copyOf(members);
            if (members.isEmpty()) {
                throw new IllegalArgumentException("a team without members");
            }
        }
    }

    /** A team as the model sees it, scaled so that no exponent is above 0. */
    private record Strength(int place, double variance, double weight) {}

    /** The ratings after the match, in the order of teams and members. One team changes nothing. */
    public List<List<Rating>> rate(List<Team> teams) {
        if (teams.size() < 2) {
            return teams.stream().map(Team::members).toList();
        }
        List<Team> loosened =
                teams.stream().map(team -> new Team(team.place(), loosened(team))).toList();
        double c =
                Math.sqrt(
                        loosened.stream().mapToDouble(team -> variance(team) + beta * beta).sum());
        double best = loosened.stream().mapToDouble(PlackettLuce::mean).max().orElseThrow();
        List<Strength> all =
                loosened.stream()
                        .map(
                                team ->
                                        new Strength(
                                                team.place(),
                                                variance(team),
                                                weight((mean(team) - best) / c)))
                        .toList();
        List<List<Rating>> after = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            after.add(moved(loosened.get(i), all, i, c));
        }
        return List.copyOf(after);
    }

    /** Never 0: who is hopelessly behind still has to divide something. */
    private static double weight(double exponent) {
        return Math.max(Math.exp(exponent), Double.MIN_NORMAL);
    }

    private List<Rating> loosened(Team team) {
        return team.members().stream()
                .map(one -> new Rating(one.mu(), Math.sqrt(one.variance() + tau * tau)))
                .toList();
    }

    private static double mean(Team team) {
        return team.members().stream().mapToDouble(Rating::mu).sum();
    }

    private static double variance(Team team) {
        return team.members().stream().mapToDouble(Rating::variance).sum();
    }

    /**
     * Equations 67 to 70 of the paper; the sums go over the teams that were not behind this one.
     */
    private List<Rating> moved(Team team, List<Strength> all, int i, double c) {
        Strength self = all.get(i);
        double omega = 0;
        double delta = 0;
        for (int q = 0; q < all.size(); q++) {
            Strength other = all.get(q);
            if (other.place() > self.place()) {
                continue;
            }
            double share = self.weight() / weightNotAhead(all, other.place());
            int tied = tied(all, other.place());
            omega += ((q == i ? 1 : 0) - share) / tied;
            delta += share * (1 - share) / tied;
        }
        double gamma = Math.sqrt(self.variance()) / c;
        double meanStep = omega / c;
        double varianceStep = gamma * delta / (c * c);
        return team.members().stream().map(one -> moved(one, meanStep, varianceStep)).toList();
    }

    private Rating moved(Rating one, double meanStep, double varianceStep) {
        double left = Math.max(1 - one.variance() * varianceStep, kappa);
        return new Rating(one.mu() + one.variance() * meanStep, one.sigma() * Math.sqrt(left));
    }

    private static double weightNotAhead(List<Strength> all, int place) {
        double sum = 0;
        for (Strength one : all) {
            if (one.place() >= place) {
                sum += one.weight();
            }
        }
        return sum;
    }

    private static int tied(List<Strength> all, int place) {
        int count = 0;
        for (Strength one : all) {
            if (one.place() == place) {
                count++;
            }
        }
        return count;
    }

    /**
     * How likely the first is to finish before the second in a race of this field, both among it:
     * the model's own words. The larger the field, the more goes on in a race, and the less a
     * distance of ratings says.
     */
    public double aheadProbability(Rating first, Rating second, List<Rating> field) {
        double c = Math.sqrt(field.stream().mapToDouble(one -> one.variance() + beta * beta).sum());
        return 1 / (1 + Math.exp((second.mu() - first.mu()) / c));
    }
}
