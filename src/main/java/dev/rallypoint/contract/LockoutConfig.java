package dev.rallypoint.contract;

/** Who is locked out after failed attempts. */
public record LockoutConfig(
        @Setting(
                        value = "10",
                        min = 1,
                        max = 1_000_000,
                        unit = "failures",
                        why =
                                "Wrong operator tokens from one address that lock it out of the"
                                        + " operator calls, on all nodes.")
                int operatorTokenFailures,
        @Setting(
                        value = "10",
                        min = 1,
                        max = 1_000_000,
                        unit = "failures",
                        why =
                                "Wrong lobby passwords of one player, and ten times as many from"
                                        + " one address, that lock it out of joining with a"
                                        + " password.")
                int lobbyPasswordFailures,
        @Setting(
                        value = "100",
                        min = 1,
                        max = 1_000_000,
                        unit = "failures",
                        why =
                                "Forged access tokens from one address after which those that"
                                        + " follow are refused as locked_out; valid ones go on.")
                int accessTokenFailures,
        @Setting(
                        value = "20",
                        min = 1,
                        max = 1_000_000,
                        unit = "failures",
                        why =
                                "Join codes of no lobby that one player asks for, and ten times as"
                                        + " many from one address, that lock it out of finding"
                                        + " lobbies by code: codes have six characters and are"
                                        + " all that private lobbies are hidden by.")
                int joinCodeFailures,
        @Setting(
                        value = "300",
                        min = 1,
                        max = 86_400,
                        unit = "s",
                        why = "Failures are counted over this time.")
                int windowSeconds,
        @Setting(
                        value = "300",
                        min = 1,
                        max = 86_400,
                        unit = "s",
                        why =
                                "How long a source is locked out; twice as long each time it goes"
                                        + " on, up to 16 times.")
                int seconds) {
    private static final int JOIN_CODES = 20;

    /** With the default for join codes. */
    public LockoutConfig(
            int operatorTokenFailures,
            int lobbyPasswordFailures,
            int accessTokenFailures,
            int windowSeconds,
            int seconds) {
        this(
                operatorTokenFailures,
                lobbyPasswordFailures,
                accessTokenFailures,
                JOIN_CODES,
                windowSeconds,
                seconds);
    }
}
