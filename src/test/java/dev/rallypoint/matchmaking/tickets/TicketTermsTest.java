package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api.TicketRequest;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.runtime.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketTermsTest {
    private static final ModeRules RULES =
            ModeRules.of(
                    ConfigLoader.change(
                            new ConfigLoader().load().matchmaking(),
                            Map.of("attributes", "[version=7|8]"),
                            "test"));

    private static Optional<Rejection> refusal(Map<String, String> attributes) {
        TicketTerms terms = new TicketTerms(mode -> RULES, Set.of("local"), "local");
        return terms.refusal(
                Ids.playerId(1), new TicketRequest("race", List.of(), List.of(), attributes));
    }

    @Test
    void anAttributeThatTheOperatorDidNotNameIsRefusedByName() {
        assertThat(refusal(Map.of("version", "8"))).isEmpty();
        Rejection refused = refusal(Map.of("x", "our-secret")).orElseThrow();
        assertThat(refused.code()).isEqualTo(ProblemCode.INVALID_BODY);
        assertThat(refused.detail()).contains("x is none of this game mode");
    }
}
