package dev.rallypoint.contract;

/** What is judged by which rules stands in the game modes' file; see GameModesFile. */
public record AnticheatConfig(
        @Setting(
                        value = "",
                        why =
                                "YAML file with the game modes whose state messages are checked,"
                                        + " and by which rules; equal on all nodes. Empty = only the"
                                        + " mode of the simulated players is.")
                String gameModesFile,
        @Setting(
                        value = "false",
                        why =
                                "Record everything and do nothing, in all game modes; a mode can say"
                                        + " so for itself.")
                boolean shadow,
        @Setting(
                        value = "500",
                        min = 1,
                        max = 100_000,
                        unit = "files",
                        why =
                                "Verdicts whose evidence this node keeps in its data directory;"
                                        + " above it the oldest go.")
                int evidenceFiles,
        @Setting(
                        value = "256",
                        min = 1,
                        max = 1_000_000,
                        unit = "MiB",
                        why =
                                "Disk they may take, the oldest go; a verdict at 60 states a second"
                                        + " takes 150 KB.")
                int evidenceMebibytes) {}
