package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.DoctorLab;
import dev.rallypoint.support.DoctorLab.Router;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The doctor as players run it, behind routers of every kind; the STUN server with two addresses is
 * coturn. All doctors run at the same time, and the tests look at what they said.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorInteropIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RELAY_PORT = 25_565;
    private static final int COTURN_PORT = 3_480;

    /** All of them by {@code -Dtargets=true}: a JVM behind each takes its time. */
    private static final List<Router> ROUTERS =
            Boolean.getBoolean("targets")
                    ? List.of(Router.values())
                    : List.of(
                            Router.FULL_CONE,
                            Router.SYMMETRIC,
                            Router.UDP_BLOCKED,
                            Router.RELAY_DEAF);

    private final Map<Router, JsonNode> found = new EnumMap<>(Router.class);
    private final Map<Router, String> said = new EnumMap<>(Router.class);
    private final Map<Router, Integer> exits = new EnumMap<>(Router.class);

    @BeforeAll
    void examineEverywhere(@TempDir Path folder) throws Exception {
        ForeignTool.require("turnserver", "coturn");
        try (DoctorLab lab = DoctorLab.open(RELAY_PORT)) {
            Process coturn = coturn(lab, folder);
            try (NodeProcess node = node(lab, folder)) {
                await().atMost(Duration.ofSeconds(20)).until(coturn::isAlive);
                Map<Router, Process> doctors = new EnumMap<>(Router.class);
                for (Router router : ROUTERS) {
                    doctors.put(router, doctor(lab, router, node.apiUrl(), folder));
                }
                for (Router router : ROUTERS) {
                    Process doctor = doctors.get(router);
                    assertThat(doctor.waitFor(60, TimeUnit.SECONDS)).isTrue();
                    exits.put(router, doctor.exitValue());
                    said.put(router, Files.readString(folder.resolve(router + ".txt")));
                    found.put(
                            router,
                            JSON.readTree(Files.readString(folder.resolve(router + ".json"))));
                }
            } finally {
                coturn.destroy();
                coturn.waitFor();
            }
        }
    }

    private static Process coturn(DoctorLab lab, Path folder) throws IOException {
        List<String> command = new ArrayList<>(lab.onServer());
        command.addAll(List.of("turnserver", "-n", "--stun-only", "--no-cli", "--no-tls"));
        command.addAll(List.of("--no-dtls", "-p", String.valueOf(COTURN_PORT)));
        command.addAll(List.of("-L", DoctorLab.SERVER, "-L", DoctorLab.SECOND));
        command.addAll(List.of("--log-file", "stdout", "--pidfile", folder + "/coturn.pid"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("coturn.log").toFile())
                .start();
    }

    private static NodeProcess node(DoctorLab lab, Path folder) throws IOException {
        NodeProcess.Place place =
                new NodeProcess.Place(lab.onServer(), DoctorLab.SERVER, Optional.empty());
        return NodeProcess.start(
                place,
                folder.resolve("node"),
                Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
                List.of("--set", "relay.port=" + RELAY_PORT));
    }

    private static Process doctor(DoctorLab lab, Router router, String url, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>(lab.behind(router));
        command.addAll(List.of(NodeProcess.java(), "-XX:+UseSerialGC", "-Xmx128m"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-jar", NodeProcess.jar(), "doctor", "--url", url));
        command.addAll(List.of("--stun", DoctorLab.SERVER + ":" + COTURN_PORT));
        command.addAll(List.of("--json", folder.resolve(router + ".json").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(router + ".txt").toFile())
                .start();
    }

    @AfterAll
    void show() {
        said.forEach((router, text) -> System.out.println(router + "\n" + text));
    }

    private static void require(Router router) {
        assumeTrue(ROUTERS.contains(router), router + " is looked at by -Dtargets=true");
    }

    private JsonNode check(Router router, String name) {
        return StreamSupport.stream(found.get(router).get("checks").spliterator(), false)
                .filter(check -> check.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " of " + said.get(router)));
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN,open",
        "FULL_CONE,full-cone",
        "ADDRESS_RESTRICTED,address-restricted",
        "PORT_RESTRICTED,port-restricted",
        "SYMMETRIC,symmetric"
    })
    void behindEachRouterTheGameWorksAndTheNatIsTold(Router router, String type) {
        require(router);
        assertThat(check(router, "nat").get("details").get("type").asText())
                .as(said.get(router))
                .isEqualTo(type);
        assertThat(exits.get(router)).as(said.get(router)).isZero();
        assertThat(check(router, "relay-udp").get("ok").asBoolean()).isTrue();
        assertThat(check(router, "relay-mtu").get("status").asText()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({
        "FULL_CONE,true",
        "ADDRESS_RESTRICTED,true",
        "PORT_RESTRICTED,true",
        "SYMMETRIC,false"
    })
    void aHoleIsPunchedToAPartner(Router router, boolean isSameSeen) {
        require(router);
        JsonNode direct = check(router, "direct");

        assertThat(direct.get("status").asText()).as(said.get(router)).isEqualTo("ok");
        assertThat(direct.get("cause").asText()).contains("A hole was punched");
        assertThat(
                        direct.get("details")
                                .get("mapped")
                                .asText()
                                .equals(direct.get("details").get("seen").asText()))
                .as(said.get(router))
                .isEqualTo(isSameSeen);
    }

    @Test
    void turnOverTcpGoesThroughWhereUdpDoesNot() {
        List<JsonNode> turns =
                StreamSupport.stream(
                                found.get(Router.UDP_BLOCKED).get("checks").spliterator(), false)
                        .filter(check -> check.get("name").asText().equals("turn"))
                        .toList();

        assertThat(turns).hasSize(2);
        assertThat(turns.get(0).get("cause").asText()).contains("does not answer over UDP");
        assertThat(turns.get(1).get("cause").asText())
                .isEqualTo("TURN over TCP gives out an address.");
    }

    @Test
    void blockedUdpIsTheCauseThatIsNamed() {
        assertThat(exits.get(Router.UDP_BLOCKED)).isEqualTo(1);
        assertThat(check(Router.UDP_BLOCKED, "http").get("ok").asBoolean()).isTrue();
        assertThat(check(Router.UDP_BLOCKED, "stun local").get("cause").asText())
                .contains("no UDP comes back at all");
        assertThat(check(Router.UDP_BLOCKED, "relay-udp").get("cause").asText())
                .contains("UDP is blocked on the way");
        assertThat(check(Router.UDP_BLOCKED, "relay-udp").get("nextStep").asText())
                .contains("Try another network");
    }

    @Test
    void aClosedRelayPortIsToldFromUdpThatIsBlocked() {
        require(Router.RELAY_BLOCKED);
        JsonNode relay = check(Router.RELAY_BLOCKED, "relay-udp");

        assertThat(exits.get(Router.RELAY_BLOCKED)).isEqualTo(1);
        assertThat(check(Router.RELAY_BLOCKED, "stun local").get("ok").asBoolean()).isTrue();
        assertThat(relay.get("details").get("outcome").asText()).isEqualTo("never-arrived");
        assertThat(relay.get("nextStep").asText()).contains("the relay's port is not open");
    }

    @Test
    void answersThatDoNotComeInAreTheCauseThatIsNamed() {
        JsonNode relay = check(Router.RELAY_DEAF, "relay-udp");

        assertThat(relay.get("details").get("outcome").asText())
                .as(said.get(Router.RELAY_DEAF))
                .isEqualTo("unanswered");
        assertThat(relay.get("cause").asText()).contains("requests reach the relay");
    }

    @Test
    void aSmallMtuIsMeasured() {
        require(Router.SMALL_PACKETS);
        JsonNode mtu = check(Router.SMALL_PACKETS, "mtu");

        assertThat(exits.get(Router.SMALL_PACKETS)).isEqualTo(1);
        assertThat(mtu.get("details").get("largestPacketBytes").asInt()).isEqualTo(728);
        assertThat(mtu.get("cause").asText()).contains("too small to connect at all");
        assertThat(check(Router.SMALL_PACKETS, "relay-udp").get("status").asText())
                .isEqualTo("skipped");
    }
}
