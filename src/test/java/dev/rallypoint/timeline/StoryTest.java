package dev.rallypoint.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.NodeTimeline;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.contract.TimelineMessage.RelayTimeline;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import dev.rallypoint.timeline.Findings.HeardRelay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryTest {
    private static final String LOBBY = "6f1c3f3e-94a7-4d1b-9d60-0a3f4f3b2c1d";
    private static final String HOME = "203.0.113.9:40211";
    private static final long BEGIN = 1_790_000_000_000L;
    private static final long LATER = BEGIN + 60_000;

    private final List<TokenAsked> tokens = new ArrayList<>();
    private final List<RelayAttempt> attempts = new ArrayList<>();
    private final List<AttemptDrop> strangers = new ArrayList<>();
    private List<HeardRelay> relays = List.of(new HeardRelay("198.51.100.1:25565", BEGIN - 60_000));

    private void asked(long generation, Optional<String> refusal) {
        tokens.add(
                new TokenAsked(
                        "p1",
                        LOBBY,
                        generation,
                        BEGIN + generation,
                        "203.0.113.9",
                        "netcode-1.02",
                        List.of("198.51.100.1:25565"),
                        refusal));
    }

    private static AttemptStep step(Step step, long afterMs, int count, String detail) {
        return new AttemptStep(
                step.word(),
                BEGIN + afterMs,
                BEGIN + afterMs + 100L * (count - 1),
                count,
                Optional.of(HOME),
                Optional.of(detail).filter(text -> !text.isEmpty()));
    }

    private void seen(long generation, List<AttemptStep> steps, String... drops) {
        List<AttemptDrop> dropped = new ArrayList<>();
        for (String reason : drops) {
            dropped.add(new AttemptDrop(reason, BEGIN + 50, BEGIN + 60, 2));
        }
        attempts.add(new RelayAttempt(LOBBY, generation, steps, dropped));
    }

    private Api.PlayerConnections told(long nowMs) {
        NodeTimeline api = new NodeTimeline("node-a", tokens, List.of());
        NodeTimeline relay =
                new NodeTimeline(
                        "node-b", List.of(), List.of(new RelayTimeline(1, List.copyOf(attempts))));
        Map<String, List<HostDrops>> drops =
                strangers.isEmpty()
                        ? Map.of()
                        : Map.of("node-b", List.of(new HostDrops("203.0.113.9", strangers)));
        return new Story(
                        new Findings("p1", List.of(api, relay), drops, relays, List.of("node-c")),
                        nowMs)
                .told();
    }

    private Api.ConnectionAttempt only(long nowMs) {
        assertThat(told(nowMs).attempts()).hasSize(1);
        return told(nowMs).attempts().get(0);
    }

    @Test
    void putsTheStepsOfApiAndRelayInOneLineWithTheirOffsets() {
        asked(1, Optional.empty());
        seen(
                1,
                List.of(
                        step(Step.REQUEST, 31, 2, ""),
                        step(Step.CHALLENGE, 31, 2, ""),
                        step(Step.RESPONSE, 161, 1, ""),
                        step(Step.SEATED, 161, 1, "3"),
                        step(Step.FIRST_PAYLOAD, 201, 1, "")),
                "replayed");

        Api.ConnectionAttempt attempt = only(LATER);

        assertThat(attempt.outcome()).isEqualTo("playing");
        assertThat(attempt.nextStep()).isEmpty();
        assertThat(attempt.tokenGivenAt()).contains(Instant.ofEpochMilli(BEGIN + 1).toString());
        assertThat(attempt.steps())
                .extracting(Api.ConnectionStep::step)
                .containsExactly(
                        "token",
                        "request",
                        "challenge",
                        "dropped",
                        "response",
                        "seated",
                        "first-payload");
        assertThat(attempt.steps().get(1).offsetMs()).contains(30L);
        assertThat(attempt.steps().get(1).lastOffsetMs()).contains(130L);
        assertThat(attempt.steps().get(1).text())
                .isEqualTo("relay 1 of node-b got the request with a genuine token from " + HOME);
        assertThat(attempt.steps().get(5).text())
                .isEqualTo("relay 1 of node-b gave the player slot 3");
        assertThat(told(LATER).silentNodes()).containsExactly("node-c");
    }

    @Test
    void theNewestTokenComesFirst() {
        asked(1, Optional.empty());
        asked(900, Optional.empty());

        assertThat(told(LATER).attempts())
                .extracting(attempt -> attempt.tokenGivenAt().orElseThrow())
                .containsExactly(
                        Instant.ofEpochMilli(BEGIN + 900).toString(),
                        Instant.ofEpochMilli(BEGIN + 1).toString());
    }

    @Test
    void aTokenThatNoRelaySawNeverArrived() {
        asked(1, Optional.empty());

        assertThat(only(LATER).outcome()).isEqualTo("never-arrived");
        assertThat(only(LATER).nextStep()).contains("198.51.100.1:25565").contains("doctor");
        assertThat(only(BEGIN + 500).outcome()).isEqualTo("waiting");
    }

    @Test
    void whetherATokenArrivedIsNotClaimedWithoutTheNodeThatKnows() {
        asked(1, Optional.empty());

        relays = List.of();
        assertThat(only(LATER).outcome()).isEqualTo("unknown");
        assertThat(only(LATER).cause()).contains("198.51.100.1:25565").contains("gone");

        relays = List.of(new HeardRelay("198.51.100.1:25565", BEGIN + 30_000));
        assertThat(only(LATER).outcome()).isEqualTo("unknown");
    }

    @Test
    void aTokenThatRelaysHaveForgottenDidNotStayAway() {
        asked(1, Optional.empty());
        for (int i = 0; i < RelayTimelines.ATTEMPTS; i++) {
            seen(900 + i, List.of(step(Step.REQUEST, 900 + i, 1, "")));
        }

        List<Api.ConnectionAttempt> attempts = told(LATER).attempts();

        assertThat(attempts.get(attempts.size() - 1).outcome()).isEqualTo("unknown");
        assertThat(attempts.get(attempts.size() - 1).cause()).contains("remember");
    }

    @Test
    void anExpiredTokenIsNamedByWhatCameFromThePlayersAddress() {
        asked(1, Optional.empty());
        strangers.add(new AttemptDrop("expired_token", BEGIN + 900, BEGIN + 900, 12));

        assertThat(only(LATER).outcome()).isEqualTo("refused");
        assertThat(only(LATER).cause()).contains("had expired");
        assertThat(only(LATER).nextStep()).contains("clocks");
        assertThat(told(LATER).fromAddress()).hasSize(1);
    }

    @Test
    void whatCameFromTheAddressLongBeforeExplainsNothing() {
        asked(1, Optional.empty());
        strangers.add(new AttemptDrop("expired_token", BEGIN - 90_000, BEGIN - 90_000, 12));

        assertThat(only(LATER).outcome()).isEqualTo("never-arrived");
    }

    @Test
    void answersThatNobodyReactsToDoNotReachThePlayer() {
        asked(1, Optional.empty());
        seen(1, List.of(step(Step.REQUEST, 10, 20, ""), step(Step.CHALLENGE, 10, 20, "")));

        assertThat(only(LATER).outcome()).isEqualTo("unanswered");
        assertThat(only(LATER).cause()).contains("20 times");
        assertThat(only(BEGIN + 2_000).outcome()).isEqualTo("waiting");
    }

    @ParameterizedTest
    @CsvSource({
        "match_full,seat is not the player's",
        "sessions_full,node is full",
        "player_banned,banned",
        "not_my_address,other relays",
        "token_already_used,used before",
        "not_home,standby"
    })
    void aRefusalSaysWhy(String reason, String words) {
        asked(1, Optional.empty());
        seen(1, List.of(step(Step.REQUEST, 10, 20, "")), reason);

        assertThat(only(LATER).outcome()).isEqualTo("refused");
        assertThat(only(LATER).cause()).contains(words);
        assertThat(only(LATER).nextStep()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "left,the player left",
        "timed_out,nothing was heard",
        "closed,the server ended it",
        "replaced,a newer token",
        "moved,another node",
        "banned,banned"
    })
    void anEndSaysWhy(String end, String words) {
        asked(1, Optional.empty());
        seen(
                1,
                List.of(
                        step(Step.REQUEST, 10, 1, ""),
                        step(Step.SEATED, 90, 1, "0"),
                        step(Step.ENDED, 5_000, 1, end)));

        assertThat(only(LATER).outcome()).isEqualTo("ended");
        assertThat(only(LATER).cause()).contains(words);
    }

    @Test
    void whoGotNoTokenIsToldTheProblem() {
        asked(0, Optional.of("not_member"));

        assertThat(only(LATER).outcome()).isEqualTo("no-token");
        assertThat(only(LATER).cause()).contains("not_member");
    }

    @Test
    void aTokenOfANodeThatIsGoneIsToldByWhatTheRelaySaw() {
        seen(1, List.of(step(Step.REQUEST, 10, 1, ""), step(Step.SEATED, 90, 1, "0")));

        assertThat(only(LATER).tokenGivenAt()).isEmpty();
        assertThat(only(LATER).outcome()).isEqualTo("playing");
        assertThat(only(LATER).steps().get(0).offsetMs()).isEmpty();
    }
}
