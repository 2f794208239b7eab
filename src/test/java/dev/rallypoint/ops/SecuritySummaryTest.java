package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.SecurityMessage.AttackState;
import dev.rallypoint.contract.SecurityMessage.LimitedSource;
import dev.rallypoint.contract.SecurityMessage.SecurityReport;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import dev.rallypoint.contract.StoreMessage.Ban;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecuritySummaryTest {
    static SecurityReport report(String nodeId, int sessions) {
        return new SecurityReport(
                nodeId,
                sessions,
                Map.of("logins", 2L),
                Map.of("bad_tag", 1L, "replayed", 5L),
                List.of(new SuspicionRaised("p1", "l", "speed", 90, 50, 3, "flag", 6)),
                List.of(
                        new LimitedSource("guests", "192.0.2.1", 3, 10, 0),
                        new LimitedSource("guests", nodeId, 1, 20, 0)),
                List.of(new LimitedSource("operator-token", "192.0.2.1", 10, 10, 99)),
                Optional.of(new AttackState(nodeId.equals("b"), "flood", 5)));
    }

    @Test
    void aClusterIsTheSumOfItsNodes() {
        SecuritySummary.Figures all =
                SecuritySummary.figures(List.of(report("b", 3), report("a", 4)));
        assertThat(all.nodes()).containsExactly("a", "b");
        assertThat(all.sessions()).isEqualTo(7);
        assertThat(all.counts()).containsExactly(Map.entry("logins", 4L));
        assertThat(all.drops())
                .containsExactly(Map.entry("replayed", 10L), Map.entry("bad_tag", 2L));
        assertThat(all.limitedAddresses())
                .extracting(limited -> limited.source() + " " + limited.refused())
                .containsExactly("192.0.2.1 6", "b 1", "a 1");
    }

    @Test
    void aLockoutThatAllNodesKnowOfIsOne() {
        SecuritySummary.Figures all =
                SecuritySummary.figures(List.of(report("a", 1), report("b", 1)));
        assertThat(all.lockedOut())
                .containsExactly(
                        new SecuritySummary.Limited(
                                "operator-token",
                                "192.0.2.1",
                                10,
                                "1970-01-01T00:00:00.010Z",
                                Optional.of("1970-01-01T00:00:00.099Z")));
    }

    @Test
    void oneNodeUnderAttackIsAClusterUnderAttackAndSaysWhich() {
        SecuritySummary.Figures all =
                SecuritySummary.figures(List.of(report("a", 1), report("b", 1)));
        assertThat(all.underAttack()).isTrue();
        assertThat(all.attack())
                .containsExactly(
                        new SecuritySummary.Attack("b", "flood", "1970-01-01T00:00:00.005Z"));
        assertThat(SecuritySummary.figures(List.of(report("a", 1))).underAttack()).isFalse();
        assertThat(SecuritySummary.figures(List.of()).sessions()).isZero();
    }

    @Test
    void aSuspicionThatEveryNodeHeardOfIsOne() {
        assertThat(SecuritySummary.suspicious(List.of(report("a", 1), report("b", 1))))
                .extracting(SecuritySummary.Suspicious::playerId)
                .containsExactly("p1");
    }

    @Test
    void bansAreCountedByKindAndTheLatestShown() {
        SecuritySummary.BanCount bans =
                SecuritySummary.bans(
                        List.of(
                                new Ban(1, "player", "p1", "r", 0, "eve", 1),
                                new Ban(2, "cidr", "192.0.2.0/24", "r", 0, "eve", 2),
                                new Ban(3, "player", "p2", "r", 0, "eve", 3)));
        assertThat(bans.total()).isEqualTo(3);
        assertThat(bans.bySubject()).containsEntry("player", 2).containsEntry("cidr", 1);
        assertThat(bans.latest()).extracting(AdminBan::banId).containsExactly(3L, 2L, 1L);
    }
}
