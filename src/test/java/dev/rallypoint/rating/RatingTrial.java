package dev.rallypoint.rating;

import dev.rallypoint.rating.Glicko2.Game;
import dev.rallypoint.rating.PlackettLuce.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Races among players of known skill, on which rating systems predict who of two will be ahead
 * before they are told.
 */
final class RatingTrial {
    /** A way to rate. Players are numbers from 0. */
    interface System {
        /** How likely the first is ahead of the second, in a race of this field. */
        double chance(int first, int second, int[] field);

        /** Players in the order of arrival. */
        void onRace(int[] order);
    }

    /**
     * What the predictions of pairs were worth.
     *
     * @param accuracy how often who was said to be ahead was
     * @param logLoss in nats; 0.693 = throwing a coin
     * @param calibrationError mean distance of what was said from what came, over ten classes of
     *     what was said
     */
    record Score(double accuracy, double logLoss, double brier, double calibrationError) {}

    /** Counts pairs. */
    private static final class Tally {
        private static final int CLASSES = 10;
        private final double[] said = new double[CLASSES];
        private final double[] came = new double[CLASSES];
        private final long[] pairs = new long[CLASSES];
        private double logLoss;
        private double brier;
        private long right;
        private long all;

        /** The first one was ahead. */
        void add(double chance, boolean flip) {
            double kept = Math.min(Math.max(chance, 1e-6), 1 - 1e-6);
            logLoss -= Math.log(kept);
            brier += (1 - kept) * (1 - kept);
            right += kept > 0.5 ? 1 : 0;
            all++;
            double seen = flip ? 1 - kept : kept;
            int of = Math.min((int) (seen * CLASSES), CLASSES - 1);
            said[of] += seen;
            came[of] += flip ? 0 : 1;
            pairs[of]++;
        }

        Score score() {
            double error = 0;
            for (int i = 0; i < CLASSES; i++) {
                error += Math.abs(said[i] - came[i]);
            }
            return new Score((double) right / all, logLoss / all, brier / all, error / all);
        }
    }

    static final class Elo implements System {
        private final double[] ratings;
        private final double k;

        Elo(int players, double k) {
            this.ratings = new double[players];
            this.k = k;
            Arrays.fill(ratings, 1500);
        }

        @Override
        public double chance(int first, int second, int[] field) {
            return 1 / (1 + Math.pow(10, (ratings[second] - ratings[first]) / 400));
        }

        /** Each against each, as if these were games of two. */
        @Override
        public void onRace(int[] order) {
            double[] change = new double[order.length];
            for (int i = 0; i < order.length; i++) {
                for (int j = i + 1; j < order.length; j++) {
                    double step = k / (order.length - 1) * (1 - chance(order[i], order[j], order));
                    change[i] += step;
                    change[j] -= step;
                }
            }
            for (int i = 0; i < order.length; i++) {
                ratings[order[i]] += change[i];
            }
        }
    }

    static final class Glicko implements System {
        private final Glicko2.Player[] players;

        Glicko(int count) {
            players = new Glicko2.Player[count];
            Arrays.fill(players, Glicko2.Player.NEWCOMER);
        }

        @Override
        public double chance(int first, int second, int[] field) {
            return Glicko2.winProbability(players[first], players[second]);
        }

        /** A race is a rating period, with one game against each. */
        @Override
        public void onRace(int[] order) {
            Glicko2.Player[] after = new Glicko2.Player[order.length];
            for (int i = 0; i < order.length; i++) {
                List<Game> games = new ArrayList<>();
                for (int j = 0; j < order.length; j++) {
                    if (j != i) {
                        games.add(new Game(players[order[j]], i < j ? 1 : 0));
                    }
                }
                after[i] = Glicko2.after(players[order[i]], games);
            }
            for (int i = 0; i < order.length; i++) {
                players[order[i]] = after[i];
            }
        }
    }

    static final class WengLin implements System {
        private final PlackettLuce model;
        private final Rating[] ratings;

        WengLin(int players, PlackettLuce model) {
            this.model = model;
            ratings = new Rating[players];
            Arrays.fill(ratings, Rating.NEWCOMER);
        }

        @Override
        public double chance(int first, int second, int[] field) {
            List<Rating> all = Arrays.stream(field).mapToObj(one -> ratings[one]).toList();
            return model.aheadProbability(ratings[first], ratings[second], all);
        }

        @Override
        public void onRace(int[] order) {
            List<Team> teams =
                    IntStream.range(0, order.length)
                            .mapToObj(i -> new Team(i + 1, List.of(ratings[order[i]])))
                            .toList();
            List<List<Rating>> after = model.rate(teams);
            for (int i = 0; i < order.length; i++) {
                ratings[order[i]] = after.get(i).get(0);
            }
        }
    }

    /** Half of the races are among players of like skill, as a matchmaker makes them. */
    record World(int players, int races, int size, double skillSpread, double noise, long seed) {
        /** By system: of all races after each player's first ones, and of those first ones. */
        Map<String, List<Score>> run(Map<String, System> systems, int firstRaces) {
            Random random = new Random(seed);
            double[] skill =
                    random.doubles(players).map(x -> skillSpread * random.nextGaussian()).toArray();
            int[] raced = new int[players];
            Map<String, Tally> settled = new LinkedHashMap<>();
            Map<String, Tally> fresh = new LinkedHashMap<>();
            for (int race = 0; race < races; race++) {
                int[] order = order(field(skill, race % 2 == 0, random), skill, random);
                boolean isFresh = Arrays.stream(order).anyMatch(one -> raced[one] < firstRaces);
                Map<String, Tally> tallies = isFresh ? fresh : settled;
                boolean flip = race % 4 < 2;
                systems.forEach(
                        (name, system) -> {
                            tell(
                                    order,
                                    system,
                                    tallies.computeIfAbsent(name, n -> new Tally()),
                                    flip);
                            system.onRace(order);
                        });
                for (int one : order) {
                    raced[one]++;
                    skill[one] += 0.01 * skillSpread * random.nextGaussian();
                }
            }
            Map<String, List<Score>> scores = new LinkedHashMap<>();
            systems.keySet()
                    .forEach(
                            name ->
                                    scores.put(
                                            name,
                                            List.of(
                                                    settled.get(name).score(),
                                                    fresh.get(name).score())));
            return scores;
        }

        private static void tell(int[] order, System system, Tally tally, boolean flip) {
            for (int i = 0; i < order.length; i++) {
                for (int j = i + 1; j < order.length; j++) {
                    tally.add(system.chance(order[i], order[j], order), flip ^ (i + j) % 2 == 0);
                }
            }
        }

        private int[] field(double[] skill, boolean isClose, Random random) {
            int first = random.nextInt(players);
            List<Integer> pool = new ArrayList<>();
            while (pool.size() < (isClose ? size * 4 : size) - 1) {
                int other = random.nextInt(players);
                if (other != first && !pool.contains(other)) {
                    pool.add(other);
                }
            }
            if (isClose) {
                pool.sort(
                        (a, b) ->
                                Double.compare(
                                        Math.abs(skill[a] - skill[first]),
                                        Math.abs(skill[b] - skill[first])));
            }
            int[] field = new int[size];
            field[0] = first;
            for (int i = 1; i < size; i++) {
                field[i] = pool.get(i - 1);
            }
            return field;
        }

        private int[] order(int[] field, double[] skill, Random random) {
            double[] shown = new double[players];
            for (int one : field) {
                shown[one] = skill[one] + noise * random.nextGaussian();
            }
            return Arrays.stream(field)
                    .boxed()
                    .sorted((a, b) -> Double.compare(shown[b], shown[a]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }
}
