package dev.rallypoint.matchmaking;

/**
 * What is believed of a player's strength, on OpenSkill's scale: a newcomer is 25 ± 25/3.
 *
 * @param mu the best guess; matching compares these
 * @param sigma its standard deviation, above 0
 */
public record Skill(double mu, double sigma) {
    /** Of whom nothing is known. */
    public static final Skill UNKNOWN = new Skill(25, 25.0 / 3);

    private static final double SURE = 3;

    public Skill {
        if (!Double.isFinite(mu) || !(sigma > 0) || !Double.isFinite(sigma)) {
            throw new IllegalArgumentException("no skill: " + mu + " ± " + sigma);
        }
    }

    /** What the player is at least, almost surely; leaderboards show this. */
    public double conservative() {
        return mu - SURE * sigma;
    }
}
