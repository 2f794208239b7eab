package dev.rallypoint.store;

/**
 * A match's result as it stands.
 *
 * @param reason why it is disputed or was voided, or who says otherwise; empty = none
 */
record ResultStanding(String state, long endedAtMs, long dueAtMs, String reason) {
    /** Whether reports may still change it. */
    boolean isUndecided() {
        return isOpen() || isDisputed();
    }

    boolean isOpen() {
        return state.equals("open");
    }

    boolean isDisputed() {
        return state.equals("disputed");
    }

    boolean isSettled() {
        return state.equals("settled");
    }

    boolean isVoided() {
        return state.equals("voided");
    }
}
