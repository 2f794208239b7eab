package dev.rallypoint.contract;

import java.util.List;

/** All keys but the first two can be another one for a game mode, in its file. */
public record MatchmakingConfig(
        @Setting(
                        value = "",
                        why =
                                "YAML file with game modes and what is different for them: any of"
                                        + " the keys below under a mode's name; equal on all nodes."
                                        + " Empty = all modes have these.")
                String modesFile,
        @Setting(
                        value = "1000",
                        min = 100,
                        max = 60_000,
                        unit = "ms",
                        why =
                                "How often waiting tickets are matched. Shorter makes waiting"
                                        + " shorter and matches worse, because fewer wait at once.")
                int intervalMs,
        @Setting(
                        value = "windows",
                        why =
                                "The match function: windows, or the name of one of your own on the"
                                        + " class path.")
                String function,
        @Setting(
                        value = "2",
                        min = 1,
                        max = 64,
                        unit = "players",
                        why = "A match has at least so many; a multiple of teams.")
                int minPlayers,
        @Setting(
                        value = "8",
                        min = 1,
                        max = 64,
                        unit = "players",
                        why = "A match has at most so many; a multiple of teams.")
                int maxPlayers,
        @Setting(
                        value = "1",
                        min = 1,
                        max = 32,
                        unit = "teams",
                        why =
                                "Teams of equally many players, parties in one of them; 1 = everyone"
                                        + " for himself.")
                int teams,
        @Setting(
                        value = "[0=5, 2=4, 4=3, 8=2]",
                        unit = "s=players",
                        why =
                                "Players that are enough to start, by the seconds that one of them"
                                        + " has waited; others take the free seats after it. Never"
                                        + " rises; minPlayers and maxPlayers bound it.")
                List<String> startWith,
        @Setting(
                        value = "[0=5, 4=7, 15=12, 30=16]",
                        unit = "s=points",
                        why =
                                "How far others' ratings may be away, by the seconds waited; a"
                                        + " newcomer is 25, most players are 15 to 35. It holds for"
                                        + " each of two tickets. Never falls.")
                List<String> ratingWindow,
        @Setting(
                        value = "[0=60, 10=80, 25=100, 45=150]",
                        unit = "s=ms",
                        why =
                                "Round trip to the match's region that will do, by the seconds"
                                        + " waited. Never falls; latencyLimitMs bounds it.")
                List<String> latencyWindow,
        @Setting(
                        value = "150",
                        min = 1,
                        max = 2_000,
                        unit = "ms",
                        why =
                                "Nobody is ever matched into a region with a longer round trip; who"
                                        + " has none below is told so.")
                int latencyLimitMs,
        @Setting(
                        value = "120",
                        min = 2,
                        max = 3_600,
                        unit = "s",
                        why =
                                "The bound on waiting that players are shown. After three quarters"
                                        + " of it a ticket is served first and takes whoever is"
                                        + " there, in spite of all windows.")
                int longestWaitSeconds,
        @Setting(
                        value = "6",
                        max = 63,
                        unit = "seats",
                        why =
                                "Free seats of a racing lobby that are given away, at most; 0 ="
                                        + " nobody joins a race.")
                int backfillSeats,
        @Setting(
                        value = "60",
                        max = 86_400,
                        unit = "s",
                        why = "How long after its start a racing lobby takes more players.")
                int backfillSeconds,
        @Setting(
                        value = "[]",
                        why =
                                "Tracks that matches are raced on, in turn by chance, unless their"
                                        + " tickets have the attribute track, which then is one of"
                                        + " these. Empty = what that attribute says, or none;"
                                        + " without a track a race has no board of times.")
                List<String> tracks,
        @Setting(
                        value = "[]",
                        why =
                                "Attributes that tickets may have, as name=value|value"
                                        + " (version=7|8); [none] = only track, where tracks are"
                                        + " named, as always. Empty = any: who invents one meets"
                                        + " only whom he told it, so name them where ratings are to"
                                        + " mean something.")
                List<String> attributes) {}
