package dev.rallypoint.store;

import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.rating.RatedRaces;
import dev.rallypoint.rating.RatingTerms;
import dev.rallypoint.rating.ResultTerms;
import dev.rallypoint.rating.Seasons;
import dev.rallypoint.runtime.EpochClock;

/** What results are judged by, and what is made of them. */
record ResultParts(
        ResultTerms terms, RatedRaces rated, VertxLedger ledger, VertxBestTimes bestTimes) {
    VertxWithdrawal withdrawal() {
        return new VertxWithdrawal(ledger, bestTimes);
    }

    /**
     * @throws dev.rallypoint.runtime.ConfigException if reporters, seasons, lobbies or times are
     *     none
     */
    static ResultParts of(RatingConfig config, EpochClock clock) {
        return new ResultParts(
                ResultTerms.of(config),
                RatedRaces.of(config),
                new VertxLedger(RatingTerms.of(config), clock),
                new VertxBestTimes(Seasons.of(config)));
    }
}
