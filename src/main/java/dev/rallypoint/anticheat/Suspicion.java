package dev.rallypoint.anticheat;

/** A player's score: findings raise it, time lowers it, and each threshold counts once a rise. */
final class Suspicion {
    private static final double MS = 1e-3;

    private double score;
    private long atMs;
    private Action told = Action.NONE;

    /** The score as time has left it. */
    double score(Thresholds thresholds, long nowMs) {
        double halfLives = Math.max(0, nowMs - atMs) * MS / thresholds.halfLifeSeconds();
        return score * Math.pow(0.5, halfLives);
    }

    /**
     * @return what is to be done now and was not already; NONE = nothing
     */
    Action add(double points, Thresholds thresholds, long nowMs) {
        double left = score(thresholds, nowMs);
        if (left < thresholds.warn() / 2) {
            told = Action.NONE;
        }
        score = left + Math.min(points, thresholds.mostForOneFinding());
        atMs = Math.max(atMs, nowMs);
        Action due = thresholds.at(score);
        if (due.compareTo(told) <= 0) {
            return Action.NONE;
        }
        told = due;
        return due;
    }

    /** Another relay's score of the player, if it is the higher one. */
    void learn(double otherScore, long otherAtMs, Thresholds thresholds) {
        if (otherScore > score(thresholds, otherAtMs)) {
            score = otherScore;
            atMs = otherAtMs;
        }
    }

    /** He is back: if he goes on he goes out again. */
    void onReturn() {
        if (told.compareTo(Action.FLAG) > 0) {
            told = Action.FLAG;
        }
    }

    /** When it last rose, Unix ms. */
    long atMs() {
        return atMs;
    }
}
