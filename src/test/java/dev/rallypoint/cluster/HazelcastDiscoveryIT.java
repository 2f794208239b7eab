package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.sun.net.httpserver.HttpServer;
import dev.rallypoint.cluster.HazelcastInstances.Joining;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that find each other by the files of {@code conf/discovery}, on this machine. */
class HazelcastDiscoveryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PODS = 2;
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir Path directory;
    private final List<HazelcastInstance> members = new ArrayList<>();
    private int firstPort;

    @BeforeEach
    void findAPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            firstPort = socket.getLocalPort();
        }
    }

    @AfterEach
    void end() {
        members.forEach(member -> member.getLifecycleService().terminate());
    }

    /** The sample, for this machine and under a name of its own. */
    private Path here(String sample, String... changes) throws IOException {
        String xml =
                Files.readString(Path.of("conf/discovery", sample))
                        .replace(">rallypoint<", ">rallypoint-test-" + UUID.randomUUID() + "<")
                        .replaceAll("(<port [^>]*>)5701", "$1" + firstPort)
                        .replaceAll("<interface>[^<]*</interface>", "")
                        .replaceAll(
                                "(<interfaces [^>]*>|<trusted-interfaces>)",
                                "$1<interface>" + LOOPBACK + "</interface>");
        for (int change = 0; change < changes.length; change += 2) {
            assertThat(xml).contains(changes[change]);
            xml = xml.replace(changes[change], changes[change + 1]);
        }
        return Files.writeString(directory.resolve(sample), xml);
    }

    private void startTwo(Path file) throws IOException {
        for (int number = 0; number < PODS; number++) {
            String nodeId = "node-" + number;
            VotersFile voters = new VotersFile(Files.createDirectory(directory.resolve(nodeId)));
            members.add(
                    HazelcastInstances.clustered(
                            file,
                            new Joining(
                                    nodeId,
                                    "local",
                                    new NodeFacts(),
                                    new KeySets(List.of()),
                                    false,
                                    voters)));
        }
    }

    private void assertTheyMeet() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(members)
                                        .allSatisfy(
                                                member ->
                                                        assertThat(member.getCluster().getMembers())
                                                                .hasSize(PODS)));
    }

    /** Linux sends multicast to loopback if told so; a node in a real network needs no telling. */
    @Test
    void byMulticast() throws IOException {
        int group;
        try (DatagramSocket socket = new DatagramSocket()) {
            group = socket.getLocalPort();
        }
        startTwo(
                here(
                        "multicast.xml",
                        "54327</multicast-port>",
                        group + "</multicast-port>",
                        "</properties>",
                        "<property name=\"hazelcast.multicast.socket.set.interface\">true"
                                + "</property></properties>"));
        assertTheyMeet();
    }

    @Test
    void byTheNameOfAServiceOfKubernetes() throws IOException {
        startTwo(
                here(
                        "kubernetes-dns.xml",
                        "rallypoint-nodes.rallypoint.svc.cluster.local",
                        "localhost",
                        "</service-dns>",
                        "</service-dns><service-port>" + firstPort + "</service-port>"));
        assertTheyMeet();
    }

    @Test
    void byTheKubernetesApiWithTheRightsOfTheSample() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer api = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        api.createContext(
                "/",
                call -> {
                    String what = call.getRequestURI().toString();
                    asked.add(what);
                    boolean allowed = what.contains("/endpointslices") || what.contains("/pods/");
                    String slices = what.contains("service-name") ? slice() : "";
                    byte[] answer =
                            (allowed
                                            ? "{\"spec\":{\"nodeName\":\"machine\"},\"items\":["
                                                    + slices
                                                    + "]}"
                                            : "{\"reason\":\"Forbidden\"}")
                                    .getBytes(StandardCharsets.UTF_8);
                    call.sendResponseHeaders(allowed ? 200 : 403, answer.length);
                    call.getResponseBody().write(answer);
                    call.close();
                });
        api.start();
        try {
            String rights =
                    "<kubernetes-master>http://"
                            + LOOPBACK
                            + ":"
                            + api.getAddress().getPort()
                            + "</kubernetes-master><api-token>token</api-token>"
                            + "<ca-certificate>"
                            + anyAuthority()
                            + "</ca-certificate>"
                            + "<namespace>rallypoint</namespace>";
            startTwo(here("kubernetes-api.xml", "<service-port>5701</service-port>", rights));
            assertTheyMeet();
        } finally {
            api.stop(0);
        }
        assertThat(asked)
                .anyMatch(call -> call.contains("labelSelector=kubernetes.io/service-name="));
    }

    /** The plug-in reads one, also where it is asked to speak without TLS. */
    private static String anyAuthority() throws GeneralSecurityException {
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        X509TrustManager manager = (X509TrustManager) trust.getTrustManagers()[0];
        byte[] certificate = manager.getAcceptedIssuers()[0].getEncoded();
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** Both pods on this machine, so that they differ in their ports. */
    private String slice() {
        return IntStream.range(0, PODS)
                .mapToObj(
                        pod ->
                                "{\"metadata\":{},\"ports\":[{\"port\":"
                                        + (firstPort + pod)
                                        + "}],\"endpoints\":[{\"addresses\":[\"127.0.0.1\"],"
                                        + "\"conditions\":{\"ready\":false}}]}")
                .collect(Collectors.joining(","));
    }

    @Test
    void aMisspeltPropertyIsNamed() throws IOException {
        Path file =
                here(
                        "kubernetes-dns.xml",
                        "</service-dns>",
                        "</service-dns><service-prot>1</service-prot>");
        assertThatThrownBy(() -> startTwo(file))
                .isInstanceOf(ClusterConfigException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("service-prot");
    }
}
