package dev.rallypoint.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What one step of a load led to. All counts are of messages sent inside the measured window.
 *
 * @param turns sends by players that the load made
 * @param turnsDue sends that its schedule asked for; more than {@code turns} = the load was late
 * @param due deliveries that the sends must lead to
 * @param delivered messages that arrived
 * @param arrived messages that arrived while the window was open, whenever they were sent
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LoadCount(long turns, long turnsDue, long due, long delivered, long arrived) {
    /** Share of its schedule that the load could not keep; 0 = it kept up. */
    double lateShare() {
        return turnsDue == 0 ? 0 : Math.max(0, 1 - (double) turns / turnsDue);
    }

    /** Of the deliveries due; never below 0. */
    double lossShare() {
        return due == 0 ? 0 : Math.max(0, 1 - (double) delivered / due);
    }
}
