package dev.rallypoint.contract;

/** Logging. */
public record LogConfig(
        @Setting(
                        value = "info",
                        oneOf = {"trace", "debug", "info", "warn", "error"},
                        why = "Level of Rallypoint's own loggers.")
                String level,
        @Setting(
                        value = "text",
                        oneOf = {"text", "json"},
                        why = "json = one object a line, for log collectors.")
                String format,
        @Setting(
                        value = "",
                        why = "Directory for a rotating file a subsystem; empty = console only.")
                String directory,
        @Setting(
                        value = "10485760",
                        min = 4_096,
                        max = 1_073_741_824,
                        unit = "bytes",
                        why = "A log file is rotated at this size.")
                int maxFileBytes,
        @Setting(
                        value = "10",
                        min = 1,
                        max = 1_000,
                        unit = "files",
                        why = "Rotated files kept a subsystem.")
                int maxFiles,
        @Setting(
                        value = "false",
                        why =
                                "Record the tickets of players in tickets.jsonl of log.directory,"
                                        + " without who they are, for simulate --tickets.")
                boolean tickets) {
    /** Without a record of tickets. */
    public LogConfig(
            String level, String format, String directory, int maxFileBytes, int maxFiles) {
        this(level, format, directory, maxFileBytes, maxFiles, false);
    }
}
