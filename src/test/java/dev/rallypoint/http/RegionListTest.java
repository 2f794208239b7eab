package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionListTest {
    private static NodeInfo node(String id, String region) {
        RelayEndpoint relay = new RelayEndpoint("192.0.2.1:25565", List.of(), "");
        return new NodeInfo(id, region, List.of(relay), "192.0.2.1:3478", 1, 4, false, 0, "1");
    }

    @Test
    void keepsTheConfiguredOrderAndRegionsWithoutNodes() {
        List<Api.Region> regions =
                new RegionList(List.of("eu=Europe", "asia=Asia")).with(List.of(node("a", "asia")));
        assertThat(regions).extracting(Api.Region::name).containsExactly("Europe", "Asia");
        assertThat(regions.get(0).nodes()).isEmpty();
        assertThat(regions.get(1).nodes())
                .containsExactly(
                        new Api.RegionNode("a", "192.0.2.1:25565", "192.0.2.1:3478", 0.25, false));
    }

    @Test
    void addsARegionThatOnlyANodeNames() {
        assertThat(new RegionList(List.of("eu=Europe")).with(List.of(node("a", "moon"))))
                .extracting(Api.Region::id)
                .containsExactly("eu", "moon");
    }
}
