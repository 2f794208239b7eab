package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The tickets of a pass on lines by rating: one for each region within the limit and each size of
 * party, so that a search never walks over those who are too far away or too many.
 */
final class Lines {
    private final RatingLine[][] lines;
    private final Waiting[][][] standing;

    /**
     * @param all none is taken
     * @param largest size of party
     */
    Lines(List<Waiting> all, int regions, int latencyLimitMs, int largest) {
        List<Waiting> byRating = new ArrayList<>(all);
        byRating.sort(Comparator.comparingDouble(Waiting::rating).thenComparingInt(Waiting::rank));
        lines = new RatingLine[regions][largest];
        standing = new Waiting[regions][largest][];
        for (int region = 0; region < regions; region++) {
            List<List<Waiting>> bySize = new ArrayList<>();
            for (int size = 1; size <= largest; size++) {
                bySize.add(new ArrayList<>());
            }
            for (Waiting waiting : byRating) {
                if (waiting.roundTripMs(region) <= latencyLimitMs && waiting.size() <= largest) {
                    bySize.get(waiting.size() - 1).add(waiting);
                }
            }
            for (int size = 1; size <= largest; size++) {
                line(region, size, bySize.get(size - 1));
            }
        }
    }

    private void line(int region, int size, List<Waiting> onIt) {
        double[] ratings = new double[onIt.size()];
        for (int place = 0; place < ratings.length; place++) {
            ratings[place] = onIt.get(place).rating();
            onIt.get(place).standAt(region, place);
        }
        lines[region][size - 1] = new RatingLine(ratings);
        standing[region][size - 1] = onIt.toArray(Waiting[]::new);
    }

    /** Takes a ticket off all lines. */
    void take(Waiting waiting, int latencyLimitMs) {
        waiting.take();
        for (int region = 0; region < lines.length; region++) {
            if (waiting.roundTripMs(region) <= latencyLimitMs) {
                lines[region][waiting.size() - 1].remove(waiting.place(region));
            }
        }
    }

    /** Those in a region of at most that size, nearest to the rating first. */
    Nearest nearest(int region, double rating, int largest) {
        return new Nearest(region, rating, Math.min(largest, lines[region].length));
    }

    /** A walk outwards from a rating over the lines of a region. */
    final class Nearest {
        private final int region;
        private final double rating;

        /** By side, that is twice the line, plus 1 to the right: who is next there. */
        private final int[] places;

        private final double[] distances;

        private Nearest(int region, double rating, int largest) {
            this.region = region;
            this.rating = rating;
            places = new int[2 * Math.max(0, largest)];
            distances = new double[places.length];
            for (int side = 0; side < places.length; side += 2) {
                RatingLine line = lines[region][side >> 1];
                int place = line.placeOf(rating);
                standAt(side, line.atOrLeftOf(place - 1));
                standAt(side + 1, line.atOrRightOf(place));
            }
        }

        private void standAt(int side, int place) {
            places[side] = place;
            distances[side] =
                    place == RatingLine.NONE
                            ? Double.POSITIVE_INFINITY
                            : Math.abs(lines[region][side >> 1].rating(place) - rating);
        }

        /** The next one, not farther away than that, or null: no more. Of equals the older one. */
        Waiting next(double farthest) {
            int best = -1;
            for (int side = 0; side < places.length; side++) {
                if (places[side] != RatingLine.NONE
                        && (best < 0
                                || distances[side] < distances[best]
                                || distances[side] == distances[best]
                                        && at(side).rank() < at(best).rank())) {
                    best = side;
                }
            }
            if (best < 0 || distances[best] > farthest) {
                return null;
            }
            Waiting found = at(best);
            RatingLine line = lines[region][best >> 1];
            boolean left = (best & 1) == 0;
            standAt(
                    best,
                    left ? line.atOrLeftOf(places[best] - 1) : line.atOrRightOf(places[best] + 1));
            return found;
        }

        private Waiting at(int side) {
            return standing[region][side >> 1][places[side]];
        }
    }
}
