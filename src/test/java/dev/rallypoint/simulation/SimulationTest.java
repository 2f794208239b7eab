package dev.rallypoint.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.WindowMatching;
import dev.rallypoint.runtime.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final ModeRules RULES = ModeRules.of(new ConfigLoader().load().matchmaking());
    private static final List<Ticket> TICKETS = new Crowd(1, RULES).tickets(1_500, 3);

    private static Trial run(Policy... policies) {
        Trial trial = new Trial(TICKETS, 1_000, 3);
        for (Policy policy : policies) {
            trial.run(policy, (name, hour) -> {});
        }
        return trial;
    }

    private static Policy ours() {
        return Policies.ours(RULES, new WindowMatching());
    }

    @Test
    void equalTicketsGiveEqualFigures() {
        assertThat(run(ours()).report(1, 0)).isEqualTo(run(ours()).report(1, 0));
    }

    @Test
    void theJsonHasWhatTheContractPromises() throws Exception {
        JsonNode json = new ObjectMapper().readTree(run(ours()).report(1, 0).toJson());

        JsonNode policy = json.get("policies").get(0);
        assertThat(policy.get("name").asText()).isEqualTo("rallypoint");
        assertThat(policy.get("waitSeconds").has("max")).isTrue();
        for (String figure : List.of("waitSeconds", "ratingSpread", "worstRttMs")) {
            assertThat(policy.get(figure).get("p50").asDouble()).isPositive();
            assertThat(policy.get(figure).get("p95").asDouble())
                    .isGreaterThanOrEqualTo(policy.get(figure).get("p50").asDouble());
        }
        assertThat(policy.get("matches").asInt()).isPositive();
    }

    @Test
    void allPoliciesAreInOneTableAndOnOnePageThatNeedsNothingElse() {
        Trial trial = run(ours(), Policies.naive(RULES).get(0), Policies.naive(RULES).get(1));
        SimulationReport report = trial.report(1, 0);

        assertThat(report.table()).contains("rallypoint", "first come", "fixed windows");
        assertThat(trial.page(report, "<today>"))
                .contains("<svg", "&lt;today&gt;", "first come", "fixed windows")
                .doesNotContain("{{", "http:", "https:", "<script", "<link", "NaN", "Infinity");
    }

    @Test
    void progressIsToldEveryVirtualHour() {
        List<Integer> hours = new ArrayList<>();
        new Trial(TICKETS, 1_000, 3).run(ours(), (name, hour) -> hours.add(hour));

        assertThat(hours).containsExactly(1, 2, 3);
    }

    @Test
    void aFunctionThatMatchesATicketTwiceIsFoundOut() {
        MatchFunction cheat =
                new MatchFunction() {
                    @Override
                    public String name() {
                        return "cheat";
                    }

                    @Override
                    public List<ProposedMatch> match(MatchPool pool, long nowMs) {
                        ProposedMatch match =
                                new ProposedMatch(
                                        "asia",
                                        List.of(List.of(pool.tickets().get(0))),
                                        Optional.empty(),
                                        FirstCome.UNJUDGED);
                        return List.of(match, match);
                    }
                };

        assertThatThrownBy(() -> run(Policies.ours(RULES, cheat)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which does not wait");
    }
}
