package dev.rallypoint.anticheat;

import dev.rallypoint.contract.CheatMessage.CheatFinding;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidenceSummary;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import java.util.HexFormat;
import java.util.Locale;

/** A verdict under its id, and what follows from it. */
record KeptVerdict(String evidenceId, String nodeId, CheatVerdict verdict) {
    private static final String ACTOR = "anticheat";
    private static final String PLAYER = "player";
    private static final long MINUTE_MS = 60_000;

    /** An id that sorts by time; {@code chance} keeps two of one millisecond apart. */
    static String id(long atMs, byte[] chance) {
        return String.format(Locale.ROOT, "%013d-%s", atMs, HexFormat.of().formatHex(chance));
    }

    boolean bans() {
        return !verdict.shadow() && verdict.action().equals(Action.BAN.word());
    }

    /** What all nodes hear, unless it is to be recorded only. */
    SuspicionRaised suspicion() {
        CheatFinding cause = verdict.cause();
        return new SuspicionRaised(
                verdict.playerId(),
                verdict.lobbyId(),
                cause.rule(),
                cause.measured(),
                cause.allowed(),
                verdict.score(),
                verdict.action(),
                verdict.atMs());
    }

    EvidenceSummary summary() {
        return new EvidenceSummary(
                evidenceId,
                nodeId,
                verdict.playerId(),
                verdict.lobbyId(),
                verdict.gameMode(),
                verdict.track(),
                verdict.action(),
                verdict.shadow(),
                verdict.score(),
                verdict.atMs(),
                verdict.cause());
    }

    AddBan ban(int minutes) {
        return new AddBan(
                PLAYER,
                verdict.playerId(),
                "cheating: " + verdict.cause().rule() + ", evidence " + evidenceId,
                verdict.atMs() + minutes * MINUTE_MS,
                ACTOR);
    }

    AuditEntry audit() {
        return new AuditEntry(
                verdict.atMs(),
                ACTOR,
                "player." + verdict.action(),
                verdict.playerId(),
                "lobby="
                        + verdict.lobbyId()
                        + " rule="
                        + verdict.cause().rule()
                        + " evidence="
                        + evidenceId);
    }
}
