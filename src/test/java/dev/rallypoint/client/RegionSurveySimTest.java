package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.RegionSurvey.Settings;
import dev.rallypoint.client.RegionSurvey.Target;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.support.NetworkSimulator;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Region choice in virtual time. */
class RegionSurveySimTest {
    private static final PeerAddress PLAYER = PeerAddress.parse("192.0.2.1:5000");
    private static final long START_MS = 1_000;

    private final Map<PeerAddress, Integer> extraDelayMs = new HashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private NetworkSimulator network = network(Conditions.PERFECT);
    private long nowMs = START_MS;

    private static NetworkSimulator network(Conditions conditions) {
        return new NetworkSimulator(20_261_122, conditions, START_MS);
    }

    /** A STUN server, and how long it keeps an answer to itself. */
    private PeerAddress server(String region, int number, int delayMs) {
        PeerAddress address = PeerAddress.ofIpv4(0xC633_6400 + number, 3478);
        targets.add(new Target(region, "node-" + number, address.toString(), address));
        extraDelayMs.put(address, delayMs);
        return address;
    }

    private final List<Runnable> later = new ArrayList<>();
    private final List<Long> laterMs = new ArrayList<>();

    private void attach(PeerAddress address) {
        BindingResponder responder = new BindingResponder("test");
        network.attach(
                address,
                (from, datagram, atMs) -> {
                    StunMessage request = StunMessage.parse(datagram).orElseThrow();
                    responder.onRequest(
                            from,
                            request,
                            (to, answer) -> {
                                byte[] bytes = new byte[answer.remaining()];
                                answer.get(bytes);
                                laterMs.add(atMs + extraDelayMs.get(address));
                                later.add(() -> network.send(address, to, ByteBuffer.wrap(bytes)));
                            });
                });
    }

    private List<RegionPing> survey(String... regions) {
        RegionSurvey survey =
                new RegionSurvey(List.of(regions), targets, Settings.DEFAULT, new SeededEntropy(7));
        network.attach(
                PLAYER, (from, datagram, atMs) -> survey.onDatagram(from, datagram, atMs * 1_000));
        survey.start(network.transmitOf(PLAYER), nowMs * 1_000);
        while (!survey.isOver()) {
            nowMs++;
            network.advanceTo(nowMs);
            for (int i = later.size() - 1; i >= 0; i--) {
                if (laterMs.get(i) <= nowMs) {
                    laterMs.remove(i);
                    later.remove(i).run();
                }
            }
            survey.onTimer(nowMs * 1_000);
            assertThat(nowMs - START_MS).as("it ends").isLessThan(2_000);
        }
        return survey.result();
    }

    @Test
    void theMedianOfSeveralIsTheRoundTripAndTheNearestNodeIsTheRegions() {
        attach(server("eu", 1, 40));
        attach(server("eu", 2, 20));
        attach(server("us", 3, 110));

        List<RegionPing> regions = survey("eu", "us");

        assertThat(regions).extracting(RegionPing::id).containsExactly("eu", "us");
        assertThat(regions.get(0).rttMs().orElseThrow()).isBetween(20.0, 26.0);
        assertThat(regions.get(0).nodes().get(0).rttMs().orElseThrow()).isBetween(40.0, 46.0);
        assertThat(regions.get(1).rttMs().orElseThrow()).isBetween(110.0, 116.0);
        assertThat(regions).allMatch(region -> region.lossShare() == 0);
        assertThat(RegionPing.nearest(regions)).contains(regions.get(0));
        assertThat(nowMs - START_MS).as("no longer than the answers take").isLessThan(370);
    }

    @Test
    void aSilentRegionCostsUnderASecondAndHasNoRoundTrip() {
        attach(server("eu", 1, 10));
        server("dead", 2, 0);

        List<RegionPing> regions = survey("eu", "dead", "empty");

        assertThat(nowMs - START_MS).isLessThan(1_000);
        assertThat(regions.get(1).rttMs()).isEmpty();
        assertThat(regions.get(1).lossShare()).isEqualTo(1);
        assertThat(regions.get(2).rttMs()).isEmpty();
        assertThat(regions.get(2).nodes()).isEmpty();
        assertThat(RegionPing.measured(regions))
                .extracting(Api.RegionRtt::id)
                .containsExactly("eu");
    }

    @Test
    void lossIsToldAndOneLateAnswerDoesNotMoveTheMedian() {
        network = network(new Conditions(0.25, 0.2, 15, 8));
        attach(server("eu", 1, 0));
        attach(server("us", 2, 90));

        List<RegionPing> regions = survey("eu", "us");

        assertThat(regions.get(0).rttMs().orElseThrow()).isBetween(30.0, 50.0);
        assertThat(regions.get(1).rttMs().orElseThrow()).isBetween(120.0, 140.0);
        assertThat(regions.get(0).lossShare() + regions.get(1).lossShare()).isPositive();
        assertThat(regions.get(0).nodes().get(0).answered()).isBetween(1, 5);
    }

    @Test
    void answersOfStrangersCountForNobody() {
        PeerAddress server = server("eu", 1, 0);
        BindingResponder stranger = new BindingResponder("stranger");
        network.attach(
                server,
                (from, datagram, atMs) ->
                        stranger.onRequest(
                                from,
                                StunMessage.parse(datagram).orElseThrow(),
                                network.transmitOf(server.withPort(9))));

        assertThat(survey("eu").get(0).rttMs()).isEmpty();
    }

    @Test
    void withNothingToAskItIsOverAtOnce() {
        assertThat(survey("eu").get(0))
                .isEqualTo(new RegionPing("eu", Optional.empty(), 0, List.of()));
    }

    @Test
    void aRoundTripBeyondWhatLobbiesTakeIsToldAsTheMost() {
        assertThat(
                        RegionPing.measured(
                                List.of(
                                        new RegionPing(
                                                "moon", Optional.of(12_000.0), 0, List.of()))))
                .containsExactly(new Api.RegionRtt("moon", 10_000));
    }
}
