package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartnerTest {
    private static final NodeInfo SELF = node("b", "203.0.113.1:3478", 3_479);

    private static NodeInfo node(String id, String stun, int alternatePort) {
        RelayEndpoint relay = new RelayEndpoint("203.0.113.1:25565", List.of(), "");
        return new NodeInfo(id, "local", List.of(relay), stun, 0, 1, false, 0, "1")
                .withIce(alternatePort, List.of("turn:" + stun + "?transport=udp"));
    }

    private static Nodes nodes(NodeInfo... others) {
        List<NodeInfo> all = new java.util.ArrayList<>(List.of(others));
        all.add(SELF);
        return new Nodes("b", all);
    }

    @Test
    void theFirstNodeWithTheSamePortsAtAnotherAddressLendsIt() {
        Partner partner =
                Partner.of(
                                nodes(
                                        node("d", "203.0.113.4:3478", 3_479),
                                        node("c", "203.0.113.3:3478", 3_479)))
                        .orElseThrow();

        assertThat(partner.nodeId()).isEqualTo("c");
        assertThat(partner.addresses().asked()).isEqualTo(PeerAddress.parse("203.0.113.1:3478"));
        assertThat(partner.addresses().other()).isEqualTo(PeerAddress.parse("203.0.113.3:3479"));
    }

    @Test
    void otherPortsFamiliesAddressesAndDrainedNodesAreOfNoUse() {
        assertThat(
                        Partner.of(
                                nodes(
                                        node("c", "203.0.113.3:3478", 3_480),
                                        node("d", "203.0.113.3:3488", 3_479),
                                        node("e", "203.0.113.3:3478", 0),
                                        node("f", "[2001:db8::1]:3478", 3_479),
                                        node("g", "203.0.113.1:3478", 3_479),
                                        node("h", "stun.example:3478", 3_479),
                                        node("i", "203.0.113.3:3478", 3_479).withLoad(0, true))))
                .isEmpty();
        assertThat(Partner.of(nodes())).isEmpty();
    }

    @Test
    void aDrainedNodeSendsItsClientsToNodesThatServeTurn() {
        NodeInfo drained = SELF.withLoad(0, true);
        NodeInfo other = node("c", "203.0.113.3:3478", 0);
        NodeInfo stunOnly = node("d", "203.0.113.4:3478", 0).withIce(0, List.of());
        NodeInfo alsoDrained = node("e", "203.0.113.5:3478", 0).withLoad(0, true);

        assertThat(
                        Partner.alternates(
                                new Nodes("b", List.of(drained, other, stunOnly, alsoDrained))))
                .containsExactly(PeerAddress.parse("203.0.113.3:3478"));
        assertThat(Partner.alternates(nodes(other))).isEmpty();
    }

    @Test
    void iceServersAreThisNodesFirstThenThoseOfItsRegionAndNoneThatIsDrained() {
        NodeInfo far =
                new NodeInfo("a", "asia", SELF.relays(), "203.0.113.9:3478", 0, 1, false, 0, "1")
                        .withIce(0, List.of("turn:203.0.113.9:3478"));
        NodeInfo near = node("z", "203.0.113.8:3478", 0);
        NodeInfo drained = node("c", "203.0.113.7:3478", 0).withLoad(0, true);

        assertThat(IceServerList.of(nodes(far, near, drained), java.util.Optional.empty()))
                .extracting(server -> server.urls().get(0))
                .containsExactly(
                        "turn:203.0.113.1:3478?transport=udp",
                        "turn:203.0.113.8:3478?transport=udp",
                        "turn:203.0.113.9:3478");
    }
}
