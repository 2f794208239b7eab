package dev.rallypoint.rating;

/**
 * What is believed about a player's skill in one game mode: a normal distribution.
 *
 * @param mu the mean
 * @param sigma the standard deviation; above 0
 */
public record Rating(double mu, double sigma) {
    /** Of somebody nothing is known about. */
    public static final Rating NEWCOMER = new Rating(25, 25.0 / 3);

    public Rating {
        if (!Double.isFinite(mu) || !(sigma > 0) || !Double.isFinite(sigma)) {
            throw new IllegalArgumentException("mu=" + mu + " sigma=" + sigma + " is no rating");
        }
    }

    /** What he is at least, almost surely: what boards and players see. 0 for a newcomer. */
    public double conservative() {
        return mu - 3 * sigma;
    }

    double variance() {
        return sigma * sigma;
    }
}
