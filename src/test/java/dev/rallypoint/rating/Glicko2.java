package dev.rallypoint.rating;

import java.util.List;

/**
 * Glicko-2 as Glickman published it ("Example of the Glicko-2 system", 2022), to compare with: one
 * rating period, step by step as numbered there.
 */
final class Glicko2 {
    private static final double SCALE = 173.7178;
    private static final double TAU = 0.5;
    private static final double EPSILON = 0.000001;

    /** On the scale of Glicko: 1500, 350, 0.06 for a newcomer. */
    record Player(double rating, double deviation, double volatility) {
        static final Player NEWCOMER = new Player(1500, 350, 0.06);

        private double mu() {
            return (rating - 1500) / SCALE;
        }

        private double phi() {
            return deviation / SCALE;
        }
    }

    /** {@code score} is 1, 0.5 or 0. */
    record Game(Player opponent, double score) {}

    private Glicko2() {}

    private static double g(double phi) {
        return 1 / Math.sqrt(1 + 3 * phi * phi / (Math.PI * Math.PI));
    }

    private static double expected(double mu, Player opponent) {
        return 1 / (1 + Math.exp(-g(opponent.phi()) * (mu - opponent.mu())));
    }

    /** Glickman's own prediction: both deviations together. */
    static double winProbability(Player first, Player second) {
        double phi = Math.hypot(first.phi(), second.phi());
        return 1 / (1 + Math.exp(-g(phi) * (first.mu() - second.mu())));
    }

    static Player after(Player player, List<Game> games) {
        double information = 0;
        double surprise = 0;
        for (Game game : games) {
            double g = g(game.opponent().phi());
            double expected = expected(player.mu(), game.opponent());
            information += g * g * expected * (1 - expected);
            surprise += g * (game.score() - expected);
        }
        double v = 1 / information;
        double volatility = volatility(player, v, v * surprise);
        double phiStar = Math.hypot(player.phi(), volatility);
        double phi = 1 / Math.sqrt(1 / (phiStar * phiStar) + 1 / v);
        double mu = player.mu() + phi * phi * surprise;
        return new Player(1500 + SCALE * mu, SCALE * phi, volatility);
    }

    /** Step 5, the Illinois algorithm. */
    private static double volatility(Player player, double v, double delta) {
        double a = Math.log(player.volatility() * player.volatility());
        double phi = player.phi();
        double lower = a;
        double upper;
        if (delta * delta > phi * phi + v) {
            upper = Math.log(delta * delta - phi * phi - v);
        } else {
            int k = 1;
            while (f(a - k * TAU, a, phi, v, delta) < 0) {
                k++;
            }
            upper = a - k * TAU;
        }
        double fLower = f(lower, a, phi, v, delta);
        double fUpper = f(upper, a, phi, v, delta);
        while (Math.abs(upper - lower) > EPSILON) {
            double middle = lower + (lower - upper) * fLower / (fUpper - fLower);
            double fMiddle = f(middle, a, phi, v, delta);
            if (fMiddle * fUpper <= 0) {
                lower = upper;
                fLower = fUpper;
            } else {
                fLower /= 2;
            }
            upper = middle;
            fUpper = fMiddle;
        }
        return Math.exp(lower / 2);
    }

    private static double f(double x, double a, double phi, double v, double delta) {
        double e = Math.exp(x);
        double sum = phi * phi + v + e;
        return e * (delta * delta - sum) / (2 * sum * sum) - (x - a) / (TAU * TAU);
    }
}
