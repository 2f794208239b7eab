package dev.rallypoint.contract;

/** Lobbies. */
public record LobbyConfig(
        @Setting(
                        value = "60",
                        min = 1,
                        max = 86_400,
                        unit = "s",
                        why = "A lobby without a connected member is removed after this.")
                int emptyTimeoutSeconds,
        @Setting(
                        value = "30",
                        min = 1,
                        max = 3_600,
                        unit = "s",
                        why =
                                "A member whose relay session ended keeps the seat for this"
                                        + " long.")
                int disconnectGraceSeconds,
        @Setting(
                        value = "64",
                        min = 16,
                        max = 1_024,
                        unit = "events",
                        why =
                                "Events kept a lobby for streams that resume. They travel with"
                                        + " every change of the lobby: some 120 bytes each.")
                int keptEvents,
        @Setting(
                        value = "8",
                        min = 1,
                        max = 100,
                        unit = "lobbies",
                        why = "Lobbies one player may be a member of at the same time.")
                int lobbiesPerPlayer,
        @Setting(
                        value = "true",
                        why =
                                "Whether lobbies may be made with paths prefer-direct, whose members"
                                        + " learn each other's addresses; equal on all nodes.")
                boolean directPaths) {
    /** With direct paths. */
    public LobbyConfig(
            int emptyTimeoutSeconds,
            int disconnectGraceSeconds,
            int keptEvents,
            int lobbiesPerPlayer) {
        this(emptyTimeoutSeconds, disconnectGraceSeconds, keptEvents, lobbiesPerPlayer, true);
    }
}
