package dev.rallypoint.matchmaking;

/**
 * Places on a line by rating, from which things are taken away: finds the nearest one that is still
 * there in almost constant time, by pointers over the gaps that shorten themselves.
 */
final class RatingLine {
    /** No place on that side. */
    static final int NONE = -1;

    private final double[] ratings;

    /** By place + 1: itself if it is there, otherwise one farther left; 0 is the end. */
    private final int[] left;

    /** By place: itself if it is there, otherwise one farther right; size is the end. */
    private final int[] right;

    /**
     * @param ratings never fall
     */
    RatingLine(double[] ratings) {
        this.ratings = ratings;
        left = new int[ratings.length + 1];
        right = new int[ratings.length + 1];
        for (int i = 0; i <= ratings.length; i++) {
            left[i] = i;
            right[i] = i;
        }
    }

    double rating(int place) {
        return ratings[place];
    }

    /** The first place that is not below the rating, whether something is there or not. */
    int placeOf(double rating) {
        int low = 0;
        int high = ratings.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ratings[middle] < rating) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The nearest at the place or to its right that is still there. */
    int atOrRightOf(int place) {
        int found = follow(right, place);
        return found == ratings.length ? NONE : found;
    }

    /** The nearest at the place or to its left that is still there. */
    int atOrLeftOf(int place) {
        return follow(left, place + 1) - 1;
    }

    private static int follow(int[] pointers, int from) {
        int at = from;
        while (pointers[at] != at) {
            pointers[at] = pointers[pointers[at]];
            at = pointers[at];
        }
        return at;
    }

    void remove(int place) {
        left[place + 1] = place;
        right[place] = place + 1;
    }
}
