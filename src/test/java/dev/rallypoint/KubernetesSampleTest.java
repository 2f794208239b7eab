package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The manifests of {@code conf/discovery/kubernetes} against what a node does. */
class KubernetesSampleTest {
    private static final Path FOLDER = Path.of("conf/discovery");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int STOP_OF_ALL_PARTS_SECONDS = 30;

    private static List<JsonNode> documents(String file) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class)
                        .readValues(FOLDER.resolve("kubernetes").resolve(file).toFile())) {
            return documents.readAll();
        }
    }

    private static JsonNode find(String kind, String name) throws IOException {
        return documents("rallypoint.yaml").stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .filter(document -> document.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode pod() throws IOException {
        return find("StatefulSet", "rallypoint").at("/spec/template/spec");
    }

    private static JsonNode container() throws IOException {
        return pod().path("containers").path(0);
    }

    /** What a node of a pod reads. */
    private static Config config() throws IOException {
        Map<String, String> environment = new HashMap<>();
        container()
                .path("env")
                .forEach(
                        variable ->
                                environment.put(
                                        variable.path("name").asText(),
                                        variable.path("value").asText()));
        return new ConfigLoader().environment(environment).load();
    }

    private static Map<String, Integer> ports() throws IOException {
        Map<String, Integer> ports = new HashMap<>();
        container()
                .path("ports")
                .forEach(
                        port ->
                                ports.put(
                                        port.path("name").asText(),
                                        port.path("containerPort").asInt()));
        return ports;
    }

    @Test
    void nodesAreFoundByTheNameOfTheirService() throws IOException {
        JsonNode service = find("Service", "rallypoint-nodes");
        String namespace = service.at("/metadata/namespace").asText();
        assertThat(Files.readString(FOLDER.resolve("kubernetes-dns.xml")))
                .contains(
                        "<service-dns>rallypoint-nodes."
                                + namespace
                                + ".svc.cluster.local</service-dns>");
        assertThat(Files.readString(FOLDER.resolve("kubernetes-api.xml")))
                .contains("<service-name>rallypoint-nodes</service-name>");
        assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(find("StatefulSet", "rallypoint").at("/spec/serviceName").asText())
                .isEqualTo("rallypoint-nodes");
    }

    @Test
    void everythingSelectsThePodsOfTheStatefulSet() throws IOException {
        JsonNode set = find("StatefulSet", "rallypoint");
        JsonNode labels = set.at("/spec/template/metadata/labels");
        assertThat(set.at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(find("Service", "rallypoint-nodes").at("/spec/selector")).isEqualTo(labels);
        assertThat(find("Service", "rallypoint-api").at("/spec/selector")).isEqualTo(labels);
        assertThat(find("PodDisruptionBudget", "rallypoint").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        assertThat(find("NetworkPolicy", "rallypoint").at("/spec/podSelector/matchLabels"))
                .isEqualTo(labels);
    }

    @Test
    void thePortsAreThoseOfANode() throws IOException {
        Config config = config();
        assertThat(ports())
                .containsEntry("relay", config.relay().port())
                .containsEntry("stun", config.stun().port())
                .containsEntry("api", config.http().port())
                .containsEntry("operator", config.ops().port());
        container()
                .path("ports")
                .forEach(
                        port -> {
                            boolean udp = port.path("protocol").asText().equals("UDP");
                            assertThat(port.path("hostPort").asInt())
                                    .as("players reach UDP on the machine: %s", port)
                                    .isEqualTo(udp ? port.path("containerPort").asInt() : 0);
                        });
    }

    @Test
    void variablesOfServicesAreNotTakenForSettings() throws IOException {
        assertThat(pod().path("enableServiceLinks").asBoolean(true)).isFalse();
    }

    @Test
    void theKubeletReachesTheHealthOfANode() throws IOException {
        assertThat(config().ops().host()).isEqualTo("0.0.0.0");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode call = container().path(probe).path("httpGet");
            assertThat(call.path("port").asText()).isEqualTo("operator");
            assertThat(call.path("path").asText())
                    .isEqualTo(probe.equals("readinessProbe") ? "/health/ready" : "/health/live");
        }
    }

    @Test
    void aPodIsGivenTheTimeToHandItsMatchesOver() throws IOException {
        JsonNode pause = container().at("/lifecycle/preStop/exec/command");
        assertThat(pause.path(0).asText()).isEqualTo("sleep");
        assertThat(pod().path("terminationGracePeriodSeconds").asInt())
                .isGreaterThanOrEqualTo(
                        pause.path(1).asInt()
                                + config().node().drainSeconds()
                                + STOP_OF_ALL_PARTS_SECONDS);
    }

    @Test
    void podsAreUpdatedOneByOneAndComeBackTogether() throws IOException {
        JsonNode set = find("StatefulSet", "rallypoint").path("spec");
        assertThat(set.path("replicas").asInt()).isEqualTo(3);
        assertThat(set.path("podManagementPolicy").asText()).isEqualTo("Parallel");
        assertThat(find("PodDisruptionBudget", "rallypoint").at("/spec/maxUnavailable").asInt())
                .isEqualTo(1);
    }

    @Test
    void nobodyButTheOtherNodesReachesHazelcastOrTheEventBus() throws IOException {
        JsonNode policy = find("NetworkPolicy", "rallypoint").path("spec");
        JsonNode nodes = policy.path("podSelector");
        Set<Integer> forAll = new HashSet<>();
        for (JsonNode rule : policy.path("ingress")) {
            if (rule.at("/from/0/podSelector").equals(nodes)) {
                continue;
            }
            assertThat(rule.path("ports")).as("no rule for all ports: %s", rule).isNotEmpty();
            if (!rule.has("from")) {
                rule.path("ports").forEach(port -> forAll.add(port.path("port").asInt()));
            }
        }
        Map<String, Integer> ports = ports();
        assertThat(forAll)
                .containsExactlyInAnyOrder(ports.get("relay"), ports.get("api"), ports.get("stun"));
    }

    @Test
    void theRoleBelongsToTheAccountThatIsNamed() throws IOException {
        List<JsonNode> rights = documents("rbac.yaml");
        assertThat(rights)
                .extracting(document -> document.path("kind").asText())
                .containsExactly("ServiceAccount", "Role", "RoleBinding");
        assertThat(rights.get(2).at("/subjects/0/name"))
                .isEqualTo(rights.get(0).at("/metadata/name"));
        assertThat(rights.get(2).at("/roleRef/name")).isEqualTo(rights.get(1).at("/metadata/name"));
    }
}
