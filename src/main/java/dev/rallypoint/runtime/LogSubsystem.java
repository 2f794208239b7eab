package dev.rallypoint.runtime;

import java.util.Locale;

/** The parts of a node that log; each has its own file when {@code log.directory} is set. */
public enum LogSubsystem {
    RELAY("dev.rallypoint.relay", "dev.rallypoint.protocol"),
    HTTP("dev.rallypoint.http", "dev.rallypoint.edge"),
    LOBBY("dev.rallypoint.lobby", "dev.rallypoint.matchmaking"),
    CLUSTER(
            "dev.rallypoint.cluster",
            "com.hazelcast",
            "io.vertx.spi.cluster",
            "io.vertx.core.eventbus"),
    STORE("dev.rallypoint.store", "org.flywaydb", "org.sqlite"),
    STUN("dev.rallypoint.turn", "dev.rallypoint.protocol.stun"),
    SECURITY("dev.rallypoint.security", "dev.rallypoint.anticheat"),
    /** Everything else. */
    NODE;

    private final String[] packages;

    LogSubsystem(String... packages) {
        this.packages = packages;
    }

    /** Whose logger this is: the longest matching package wins. */
    public static LogSubsystem of(String loggerName) {
        LogSubsystem owner = NODE;
        int longest = 0;
        for (LogSubsystem subsystem : values()) {
            for (String name : subsystem.packages) {
                if (name.length() > longest && isWithin(loggerName, name)) {
                    owner = subsystem;
                    longest = name.length();
                }
            }
        }
        return owner;
    }

    private static boolean isWithin(String loggerName, String packageName) {
        return loggerName.startsWith(packageName)
                && (loggerName.length() == packageName.length()
                        || loggerName.charAt(packageName.length()) == '.');
    }

    /** The constant in lower case: in log lines and file names. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
