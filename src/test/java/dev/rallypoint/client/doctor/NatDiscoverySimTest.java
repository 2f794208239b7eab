package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.doctor.NatDiscovery.Report;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of NAT, made of its two behaviours, in virtual time. */
class NatDiscoverySimTest {
    private static final PeerAddress LOCAL = PeerAddress.parse("10.1.0.2:5000");
    private static final PeerAddress SERVER = PeerAddress.parse("203.0.113.10:3478");
    private static final PeerAddress SECOND = PeerAddress.parse("203.0.113.11:3479");
    private static final PeerAddress ELSEWHERE = PeerAddress.parse("198.51.100.7:3478");

    private record InFlight(long atMs, Runnable arrival) {}

    private final List<InFlight> network = new ArrayList<>();
    private final Random random = new Random(20_261_122);
    private SimulatedNat nat = new SimulatedNat(NatMapping.NONE, NatFiltering.ENDPOINT_INDEPENDENT);
    private double loss;
    private boolean hasSecond = true;
    private boolean isBlocked;
    private long nowMs;
    private NatDiscovery discovery;

    private void carry(Runnable arrival) {
        if (random.nextDouble() >= loss) {
            network.add(new InFlight(nowMs + 20, arrival));
        }
    }

    private void fromClient(PeerAddress to, ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        PeerAddress seenAs = nat.out(LOCAL, to);
        if (!isBlocked) {
            carry(() -> atServer(seenAs, to, bytes));
        }
    }

    private void atServer(PeerAddress from, PeerAddress to, byte[] request) {
        SimulatedStun stun =
                hasSecond
                        ? new SimulatedStun(SERVER, SECOND)
                        : new SimulatedStun(to, SimulatedStun.NO_SECOND);
        stun.answer(
                from,
                to,
                request,
                (source, answer) ->
                        carry(
                                () -> {
                                    if (nat.letsIn(source, from)) {
                                        discovery.onDatagram(
                                                source, ByteBuffer.wrap(answer), nowMs * 1_000);
                                    }
                                }));
    }

    private Report discover(PeerAddress... servers) {
        discovery = new NatDiscovery(List.of(servers), LOCAL, new SeededEntropy(3));
        discovery.start(this::fromClient, 0);
        while (!discovery.isOver()) {
            nowMs++;
            List<InFlight> due = network.stream().filter(f -> f.atMs() <= nowMs).toList();
            network.removeAll(due);
            due.forEach(one -> one.arrival().run());
            discovery.onTimer(nowMs * 1_000);
            assertThat(nowMs).as("it ends").isLessThan(10_000);
        }
        return discovery.result();
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,ENDPOINT_INDEPENDENT,OPEN",
        "NONE,ADDRESS_AND_PORT_DEPENDENT,FIREWALL",
        "ENDPOINT_INDEPENDENT,ENDPOINT_INDEPENDENT,FULL_CONE",
        "ENDPOINT_INDEPENDENT,ADDRESS_DEPENDENT,ADDRESS_RESTRICTED",
        "ENDPOINT_INDEPENDENT,ADDRESS_AND_PORT_DEPENDENT,PORT_RESTRICTED",
        "ADDRESS_DEPENDENT,ADDRESS_DEPENDENT,SYMMETRIC",
        "ADDRESS_AND_PORT_DEPENDENT,ADDRESS_AND_PORT_DEPENDENT,SYMMETRIC"
    })
    void tellsEveryKind(NatMapping mapping, NatFiltering filtering, NatType type) {
        nat = new SimulatedNat(mapping, filtering);

        Report report = discover(SERVER, ELSEWHERE);

        assertThat(report.mapping()).isEqualTo(mapping);
        assertThat(report.filtering()).isEqualTo(filtering);
        assertThat(NatType.of(report)).isEqualTo(type);
        assertThat(report.hasSecondAddress()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "ENDPOINT_INDEPENDENT,ENDPOINT_INDEPENDENT",
        "ENDPOINT_INDEPENDENT,ADDRESS_AND_PORT_DEPENDENT",
        "ADDRESS_AND_PORT_DEPENDENT,ADDRESS_AND_PORT_DEPENDENT"
    })
    void aFifthOfTheDatagramsMayGetLost(NatMapping mapping, NatFiltering filtering) {
        loss = 0.2;
        nat = new SimulatedNat(mapping, filtering);

        Report report = discover(SERVER);

        assertThat(report.mapping()).isEqualTo(mapping);
        assertThat(report.filtering()).isEqualTo(filtering);
    }

    @Test
    void withoutASecondAddressTwoServersTellTheMapping() {
        hasSecond = false;
        nat =
                new SimulatedNat(
                        NatMapping.ENDPOINT_INDEPENDENT, NatFiltering.ADDRESS_AND_PORT_DEPENDENT);
        Report cone = discover(SERVER, ELSEWHERE);
        nat =
                new SimulatedNat(
                        NatMapping.ADDRESS_DEPENDENT, NatFiltering.ADDRESS_AND_PORT_DEPENDENT);
        nowMs = 0;
        Report symmetric = discover(SERVER, ELSEWHERE);

        assertThat(cone.mapping()).isEqualTo(NatMapping.ENDPOINT_INDEPENDENT);
        assertThat(cone.filtering()).isEqualTo(NatFiltering.UNKNOWN);
        assertThat(cone.hasSecondAddress()).isFalse();
        assertThat(NatType.of(cone)).isEqualTo(NatType.CONE);
        assertThat(NatType.of(symmetric)).isEqualTo(NatType.SYMMETRIC);
    }

    @Test
    void oneServerWithoutASecondAddressTellsNothingButTheAddress() {
        hasSecond = false;
        nat = new SimulatedNat(NatMapping.ENDPOINT_INDEPENDENT, NatFiltering.ENDPOINT_INDEPENDENT);

        Report report = discover(SERVER);

        assertThat(report.mapped()).isPresent();
        assertThat(NatType.of(report)).isEqualTo(NatType.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(NatMapping.class)
    void blockedUdpIsNoAnswerWithinSeconds(NatMapping any) {
        isBlocked = true;

        Report report = discover(SERVER, ELSEWHERE);

        assertThat(report.mapped()).isEmpty();
        assertThat(report.mapping()).isEqualTo(NatMapping.UNKNOWN);
        assertThat(nowMs).isLessThan(2_500);
    }
}
