package dev.rallypoint.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.NodeTimeline;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.contract.TimelineMessage.RelayTimeline;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostsTest {
    private static List<String> of(String apiHost, AttemptStep... steps) {
        TokenAsked asked =
                new TokenAsked(
                        "p1", "lobby", 1, 1, apiHost, "netcode-1.02", List.of(), Optional.empty());
        RelayAttempt attempt = new RelayAttempt("lobby", 1, List.of(steps), List.of());
        return Hosts.of(
                List.of(
                        new NodeTimeline(
                                "node-a",
                                List.of(asked),
                                List.of(new RelayTimeline(0, List.of(attempt))))));
    }

    private static AttemptStep step(Step step, String address) {
        return new AttemptStep(step.word(), 1, 1, 1, Optional.of(address), Optional.empty());
    }

    @Test
    void areThoseOfApiCallsAndThoseThatAChallengeCameBackFrom() {
        assertThat(
                        of(
                                "203.0.113.9",
                                step(Step.RESPONSE, "203.0.113.10:1"),
                                step(Step.SEATED, "[2001:db8::1]:2")))
                .containsExactly("203.0.113.9", "203.0.113.10", "2001:db8:0:0:0:0:0:1");
    }

    @Test
    void nobodyIsToldOfAnAddressThatHeCanForge() {
        assertThat(
                        of(
                                "203.0.113.9",
                                step(Step.REQUEST, "198.51.100.1:1"),
                                step(Step.CHALLENGE, "198.51.100.2:1"),
                                step(Step.FIRST_PAYLOAD, "198.51.100.3:1"),
                                step(Step.ADDRESS_CHANGED, "198.51.100.4:1"),
                                step(Step.ENDED, "198.51.100.5:1")))
                .containsExactly("203.0.113.9");
    }

    @Test
    void anAddressThatTheApiDoesNotKnowIsLeftOut() {
        assertThat(of("")).isEmpty();
        assertThat(of("fe80::1%eth0")).isEmpty();
    }
}
