package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.RelayEndpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final Readiness readiness = new Readiness();

    @Test
    void theRelayMustHaveReportedInTheLastThreeSeconds() {
        assertThat(readiness.relay(0)).contains("the relay has not reported yet");
        readiness.onRelayLoad(0, 1_000);
        assertThat(readiness.relay(4_000)).isEmpty();
        assertThat(readiness.relay(4_001))
                .contains("relay 0 of this node has been silent for 3001 ms");
        readiness.onRelayLoad(0, 4_002);
        assertThat(readiness.relay(4_003)).isEmpty();
    }

    @Test
    void oneSilentRelayAmongManyIsNoticed() {
        readiness.onRelayLoad(0, 1_000);
        readiness.onRelayLoad(1, 1_000);
        readiness.onRelayLoad(0, 3_900);
        assertThat(readiness.relay(4_000)).isEmpty();
        assertThat(readiness.relay(4_500))
                .contains("relay 1 of this node has been silent for 3500 ms");
    }

    @Test
    void aStoppingNodeIsNotReady() {
        assertThat(readiness.node()).contains("the node is starting");
        readiness.onServing();
        assertThat(readiness.node()).isEmpty();
        readiness.onStopping();
        assertThat(readiness.node()).contains("the node is stopping");
    }

    @Test
    void theClusterMustListThisNodeAndNotBeDrainingIt() {
        assertThat(readiness.cluster(new Nodes("a", List.of(node("a", false))))).isEmpty();
        assertThat(readiness.cluster(new Nodes("a", List.of(node("b", true), node("a", false)))))
                .isEmpty();
        assertThat(readiness.cluster(new Nodes("a", List.of(node("a", true)))))
                .contains("the node is being drained");
        assertThat(readiness.cluster(new Nodes("a", List.of(node("b", false)))))
                .contains("the cluster does not list this node");
        assertThat(readiness.cluster(new Nodes("a", List.of()))).isPresent();
    }

    static NodeInfo node(String nodeId, boolean draining) {
        RelayEndpoint relay = new RelayEndpoint("192.0.2.1:25565", List.of(), "");
        return new NodeInfo(
                nodeId, "local", List.of(relay), "127.0.0.1:3478", 0, 1, draining, 0, "0");
    }
}
