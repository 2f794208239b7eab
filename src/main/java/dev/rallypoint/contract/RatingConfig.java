package dev.rallypoint.contract;

import java.util.List;

/** Equal on all nodes: whichever has the database applies them. */
public record RatingConfig(
        @Setting(
                        value = "[]",
                        why = "Game modes whose results are kept and shown, but change no rating.")
                List<String> unratedModes,
        @Setting(
                        value = "10",
                        min = 0,
                        max = 1_000,
                        unit = "matches",
                        why =
                                "Matches in a game mode until a player's rating there is no longer"
                                        + " called provisional, and stands on its leaderboard.")
                int provisionalMatches,
        @Setting(
                        value = "730",
                        min = 1,
                        max = 36_500,
                        unit = "days",
                        why =
                                "Away for this long a player is as uncertain as a newcomer; less"
                                        + " after less.")
                int forgetDays,
        @Setting(
                        value = "[]",
                        why =
                                "Who is believed about results, as mode=majority, mode=host or"
                                        + " mode=operator: more than half of the members, the"
                                        + " lobby's owner alone, or nobody but operators. Majority"
                                        + " in modes that are not named.")
                List<String> reporters,
        @Setting(
                        value = "60",
                        min = 1,
                        max = 3_600,
                        unit = "s",
                        why =
                                "How long a majority is waited for once the race's lobby is gone"
                                        + " and somebody has reported; then the reports that are"
                                        + " there decide, or operators.")
                int reportWaitSeconds,
        @Setting(
                        value = "3600",
                        min = 1,
                        max = 86_400,
                        unit = "s",
                        why =
                                "How long it is waited for since the first report at most, if the"
                                        + " lobby stays or its end is never told: longer than any"
                                        + " race, for who reports at its start must not decide it.")
                int reportLimitSeconds,
        @Setting(
                        value = "500",
                        max = 60_000,
                        unit = "ms",
                        why =
                                "By how much members' reports of one time may differ and still"
                                        + " agree; the middle one counts.")
                int timeToleranceMs,
        @Setting(
                        value = "[]",
                        why =
                                "Seasons of the leaderboards as id=first day (autumn-26=2026-09-01),"
                                        + " in order; each ends, at midnight UTC, where the next"
                                        + " begins.")
                List<String> seasons,
        @Setting(
                        value = "matched",
                        why =
                                "Whose races change ratings and give times to boards: matched ="
                                        + " those that matchmaking made; public = also those of"
                                        + " public lobbies without a password; all = also those"
                                        + " of private ones, in which friends say what they"
                                        + " like. What an operator reports counts anyway.")
                String ratedLobbies,
        @Setting(
                        value = "false",
                        why =
                                "Whether a race also counts for players whom matchmaking seated in"
                                        + " it while it raced. Then they have a vote about it, too;"
                                        + " else their reports are kept and decide nothing.")
                boolean ratesBackfilled,
        @Setting(
                        value = "[]",
                        why =
                                "Times that nobody can beat, as mode=ms or mode/track=ms"
                                        + " (race/hill=45000); 1..86400000 ms, the track's before"
                                        + " the mode's. A report with a quicker one is refused.")
                List<String> leastTimes,
        @Setting(
                        value = "10",
                        max = 600,
                        unit = "s",
                        why =
                                "How long a settled match waits for its ratings while one of its"
                                        + " mode that ended before it is still being reported. What"
                                        + " comes later is worked in afterwards.")
                int orderGraceSeconds) {}
