package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.ObservedState;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scores, what they lead to, and what is kept of it. */
class VerdictTest {
    private final Drives drives = new Drives("");

    private void teleport() {
        drives.after(50).state.z += 80;
        drives.send();
        drives.drive(10, 0.5);
    }

    @Test
    void eachThresholdIsToldOnceInOrder() {
        drives.drive(80, 12);

        assertThat(drives.verdicts)
                .extracting(CheatVerdict::action)
                .containsExactly("warn", "flag", "kick", "ban");
        assertThat(drives.verdicts)
                .extracting(CheatVerdict::score)
                .isSorted()
                .allMatch(score -> score >= 20);
    }

    @Test
    void noFindingAloneThrowsAnybodyOut() {
        Drives strict = new Drives("rules: {teleport: {weight: 100000}}\n");
        strict.drive(10, 1);
        strict.after(50).state.z += 9_000;
        strict.send();

        assertThat(strict.verdicts).extracting(CheatVerdict::action).containsExactly("flag");
    }

    @Test
    void timeForgives() {
        for (int i = 0; i < 8; i++) {
            drives.drive(10, 1);
            teleport();
            drives.after(600_000);
            drives.send();
        }

        assertThat(drives.findings("teleport")).isEqualTo(8);
        assertThat(drives.verdicts)
                .extracting(CheatVerdict::action)
                .containsOnly("flag")
                .hasSize(8);
    }

    @Test
    void evidenceIsTheLastTenSecondsWithRuleMeasuredAndAllowedValue() {
        drives.drive(10, 30);
        teleport();

        CheatVerdict verdict = drives.verdicts.get(0);
        assertThat(verdict.playerId()).isEqualTo(Ids.playerId(Drives.PLAYER));
        assertThat(verdict.lobbyId()).isEqualTo(Drives.LOBBY.toString());
        assertThat(verdict.gameMode()).isEqualTo("test");
        assertThat(verdict.cause().rule()).isEqualTo("teleport");
        assertThat(verdict.cause().measured()).isBetween(79.9, 80.1);
        assertThat(verdict.cause().allowed()).isEqualTo(50);
        List<ObservedState> states = verdict.states();
        assertThat(states).hasSize(201);
        assertThat(states.get(200).serverMs()).isEqualTo(verdict.atMs());
        assertThat(states.get(0).serverMs()).isEqualTo(verdict.atMs() - 10_000);
        assertThat(states).extracting(ObservedState::serverMs).isSorted();
        assertThat(states.get(200).position().get(2) - states.get(199).position().get(2))
                .isBetween(79.9, 80.1);
        assertThat(states.get(200).velocity().get(0)).isEqualTo(10);
        assertThat(states.get(200).rotation()).containsExactly(0.0, 0.0, 0.0, 1.0);
    }

    @Test
    void aHundredStatesASecondAreTenSecondsOfEvidenceToo() {
        for (int i = 0; i < 3_000; i++) {
            drives.after(10).send();
        }
        teleport();

        assertThat(drives.verdicts.get(0).states().size()).isBetween(990, 1_024);
    }

    @Test
    void inShadowModeEverythingIsRecordedAndNothingDone() {
        Drives shadow = new Drives("shadow: true\n");
        shadow.drive(80, 12);
        shadow.after(50).state.x = Float.NaN;

        assertThat(shadow.send()).isNull();
        assertThat(shadow.watch.onStateAside()).isNull();
        CheatVerdict ban = shadow.verdicts.get(3);
        assertThat(ban.action()).isEqualTo("ban");
        assertThat(ban.shadow()).isTrue();
        assertThat(ban.takesOut()).isFalse();
        KeptVerdict kept = new KeptVerdict("id", "node", ban);
        assertThat(kept.bans()).isFalse();
        assertThat(kept.summary().action()).isEqualTo("ban");
    }

    @Test
    void whatIsOnlyRecordedAddsNothingToWhatIsActedOn() {
        GameModes modes =
                new GameModes(
                        GameModesFile.read(
                                "f",
                                "test: {layout: {standard: 0}}\n"
                                        + "tried: {layout: {standard: 0}, shadow: true}"));
        Drives drives = new Drives(modes, "tried");
        drives.drive(80, 12);
        assertThat(drives.verdicts).hasSize(4);
        drives.join("test", "");
        drives.drive(80, 0.6);

        assertThat(drives.verdicts.subList(4, drives.verdicts.size()))
                .extracting(CheatVerdict::action)
                .containsExactly("warn");
    }

    @Test
    void theModesOfANodeCanAllBeInShadow() {
        GameModes modes = new GameModes(GameModesFile.read("a test", "m: {layout: {standard: 0}}"));

        assertThat(modes.find("m").orElseThrow().shadow()).isFalse();
        assertThat(modes.asShadow().find("m").orElseThrow().shadow()).isTrue();
    }

    @Test
    void whoConnectsAnewHasHisScoreStill() {
        Drives drives = new Drives("rules: {acceleration: off}\n");
        drives.drive(80, 1.7);
        assertThat(drives.verdicts).last().extracting(CheatVerdict::action).isEqualTo("kick");
        int told = drives.verdicts.size();

        drives.join("");
        drives.drive(10, 2);
        assertThat(drives.verdicts).hasSize(told);
        drives.drive(80, 0.6);

        assertThat(drives.verdicts).hasSize(told + 1);
        assertThat(drives.verdicts).last().extracting(CheatVerdict::action).isEqualTo("kick");
    }

    @Test
    void whatAnotherNodeSaidOfHimCounts() {
        drives.referee.onSuspicion(
                new SuspicionRaised(
                        Ids.playerId(Drives.PLAYER),
                        Drives.LOBBY.toString(),
                        "speed",
                        80,
                        50,
                        95,
                        "flag",
                        drives.nowMs),
                drives.nowMs);
        drives.drive(80, 0.6);

        assertThat(drives.verdicts).extracting(CheatVerdict::action).containsExactly("kick");
    }

    /** Its own clock may be an hour ahead, or behind. */
    @Test
    void whatAnotherNodeSaidFadesByTheClockOfThisOne() {
        for (long aheadMs : new long[] {3_600_000, -3_600_000}) {
            Drives drives = new Drives("");
            hear(drives, drives.nowMs + aheadMs);
            drives.after(5_000);
            drives.drive(80, 0.6);
            assertThat(drives.verdicts).extracting(CheatVerdict::action).containsExactly("kick");

            hear(drives, drives.nowMs + aheadMs);
            drives.after(600_000);
            drives.join("");
            drives.drive(80, 0.6);
            assertThat(drives.verdicts).last().extracting(CheatVerdict::action).isEqualTo("warn");
        }
    }

    private static void hear(Drives drives, long atMs) {
        drives.referee.onSuspicion(
                new SuspicionRaised(
                        Ids.playerId(Drives.PLAYER), "", "speed", 80, 50, 95, "flag", atMs),
                drives.nowMs);
    }

    @Test
    void aFindingWithoutNumbersIsOneLikeOthers() {
        Drives drives = new Drives("rules: {no-reverse: {nan: 1}}\n");
        drives.drive(-1, 0.15);

        assertThat(drives.findings("custom")).isEqualTo(3);
        assertThat(drives.verdicts).extracting(CheatVerdict::action).containsExactly("warn");
        assertThat(drives.verdicts.get(0).score()).isBetween(29.9, 30.1);
    }

    @Test
    void whatHappensNextSaysAMessage() {
        drives.drive(80, 12);
        KeptVerdict kept = new KeptVerdict("the-id", "node", drives.verdicts.get(3));

        assertThat(kept.bans()).isTrue();
        assertThat(kept.ban(60).subject()).isEqualTo("player");
        assertThat(kept.ban(60).value()).isEqualTo(Ids.playerId(Drives.PLAYER));
        assertThat(kept.ban(60).reason()).contains("cheating").contains("the-id");
        assertThat(kept.ban(60).untilMs()).isEqualTo(kept.verdict().atMs() + 3_600_000);
        assertThat(kept.audit().action()).isEqualTo("player.ban");
        assertThat(kept.suspicion().action()).isEqualTo("ban");
    }

    @Test
    void aModeThatNobodyDeclaredAndOtherForwardingAreNotChecked() {
        for (MatchTicket ticket :
                List.of(
                        new MatchTicket(
                                Drives.LOBBY, Forwarding.FRAMED, false, 0, 8, 1, "other", ""),
                        new MatchTicket(Drives.LOBBY, Forwarding.FRAMED, false, 0, 8, 1),
                        new MatchTicket(
                                Drives.LOBBY, Forwarding.RAW, false, 0, 8, 1, "test", ""))) {
            assertThat(drives.referee.watch(ticket, 9)).isEmpty();
        }
    }
}
