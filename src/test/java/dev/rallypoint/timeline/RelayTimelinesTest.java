package dev.rallypoint.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RelayTimelinesTest {
    private static final UUID LOBBY = UUID.fromString("6f1c3f3e-94a7-4d1b-9d60-0a3f4f3b2c1d");
    private static final PeerAddress HOME = PeerAddress.parse("192.0.2.7:4000");
    private static final long NOW = 1_790_000_000_000L;

    private final RelayTimelines timelines = new RelayTimelines(2, 77);

    private static List<Long> generations(List<RelayAttempt> attempts) {
        return attempts.stream().map(RelayAttempt::generation).toList();
    }

    @Test
    void oneTokenIsOneAttemptHoweverOftenItComes() {
        Attempt first = timelines.attempt(1, LOBBY, 10);

        assertThat(timelines.attempt(1, LOBBY, 10)).isSameAs(first);
        assertThat(timelines.attempt(1, LOBBY, 11)).isNotSameAs(first);
        assertThat(timelines.attempt(1, new UUID(1, 2), 10)).isNotSameAs(first);
        assertThat(timelines.attempt(2, LOBBY, 10)).isNotSameAs(first);
    }

    @Test
    void aPlayersNewTokensPushOutHisOldOnesButNotTheOneHeRacesWith() {
        timelines.attempt(1, LOBBY, 10).onSeated(0, HOME, NOW);
        for (int generation = 11; generation < 20; generation++) {
            timelines.attempt(1, LOBBY, generation);
        }

        assertThat(generations(timelines.of(1))).containsExactly(10L, 17L, 18L, 19L);
    }

    @Test
    void whoIsConnectedIsRememberedHoweverManyCome() {
        timelines.attempt(1, LOBBY, 10).onSeated(0, HOME, NOW);
        for (int player = 2; player < 50_000; player++) {
            timelines.attempt(player, LOBBY, 10);
        }

        assertThat(timelines.players()).isEqualTo(1_026);
        assertThat(timelines.of(1)).hasSize(1);
        assertThat(timelines.of(2)).isEmpty();
        assertThat(timelines.of(49_999)).hasSize(1);
    }

    @Test
    void dropsKeepTheirFirstAndLastTimeAndTheirNumber() {
        Attempt attempt = timelines.attempt(1, LOBBY, 10);
        attempt.onDrop(DropReason.REPLAYED, NOW);
        attempt.onDrop(DropReason.REPLAYED, NOW + 5);
        attempt.onDrop(DropReason.BAD_FRAME, NOW + 7);

        assertThat(timelines.of(1).get(0).drops())
                .containsExactly(
                        new AttemptDrop("replayed", NOW, NOW + 5, 2),
                        new AttemptDrop("bad_frame", NOW + 7, NOW + 7, 1));
    }

    @Test
    void dropsOfStrangersAreCountedByAddressWithoutThePort() {
        SourceDrops strangers = timelines.strangers();
        strangers.count(HOME, DropReason.EXPIRED_TOKEN, NOW);
        strangers.count(HOME.withPort(1), DropReason.EXPIRED_TOKEN, NOW + 9);
        strangers.count(PeerAddress.parse("[2001:db8::7]:1"), DropReason.BAD_TOKEN, NOW);

        assertThat(timelines.ofHosts(List.of(HOME, PeerAddress.parse("192.0.2.8:1"))))
                .containsExactly(
                        new HostDrops(
                                "192.0.2.7",
                                List.of(new AttemptDrop("expired_token", NOW + 9, NOW + 9, 2))));
        assertThat(timelines.ofHosts(List.of(PeerAddress.parse("[2001:db8::7]:9")))).hasSize(1);
    }

    /** A million forged sources and no more memory; whoever came last is still there. */
    @Test
    void aFloodOfSourcesMakesTheTableForgetAndNothingElse() {
        SourceDrops strangers = timelines.strangers();
        for (int i = 0; i < 1_000_000; i++) {
            strangers.count(PeerAddress.ofIpv4(i, 9), DropReason.NO_SESSION, NOW + i);
        }
        strangers.count(HOME, DropReason.BAD_TOKEN, NOW + 1_000_000);

        assertThat(timelines.ofHosts(List.of(PeerAddress.ofIpv4(5, 9)))).isEmpty();
        assertThat(timelines.ofHosts(List.of(HOME)).get(0).drops())
                .containsExactly(new AttemptDrop("bad_token", NOW + 1_000_000, NOW + 1_000_000, 1));
    }
}
