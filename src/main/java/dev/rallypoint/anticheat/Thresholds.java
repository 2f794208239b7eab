package dev.rallypoint.anticheat;

/**
 * What a score means in a game mode.
 *
 * @param halfLifeSeconds in which an idle score halves
 * @param warn points from which, and so on
 */
record Thresholds(double halfLifeSeconds, double warn, double flag, double kick, double ban) {
    static final Thresholds DEFAULT = new Thresholds(60, 20, 40, 100, 200);

    Thresholds {
        boolean ascending = 0 < warn && warn <= flag && flag <= kick && kick <= ban;
        if (!ascending || !(halfLifeSeconds > 0)) {
            throw new IllegalArgumentException(
                    "score needs halfLife > 0 and 0 < warn <= flag <= kick <= ban");
        }
    }

    Action at(double score) {
        if (score < warn) {
            return Action.NONE;
        }
        if (score < flag) {
            return Action.WARN;
        }
        if (score < kick) {
            return Action.FLAG;
        }
        return score < ban ? Action.KICK : Action.BAN;
    }

    /** No finding alone takes anybody out of a race, whatever its rule's weight. */
    double mostForOneFinding() {
        return kick / 2;
    }
}
