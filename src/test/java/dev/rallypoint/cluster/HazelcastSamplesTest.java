package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.aws.AwsDiscoveryStrategy;
import com.hazelcast.azure.AzureDiscoveryStrategy;
import com.hazelcast.config.AliasedDiscoveryConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.gcp.GcpDiscoveryStrategy;
import com.hazelcast.internal.config.AliasedDiscoveryConfigUtils;
import com.hazelcast.logging.Logger;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.impl.DefaultDiscoveryService;
import com.hazelcast.spi.discovery.integration.DiscoveryServiceSettings;
import dev.rallypoint.docs.LineDifferences;
import dev.rallypoint.security.AddressScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of {@code conf/discovery}: {@code cluster.xml} with another way to find each other.
 * {@code -Ddocs.write=true} brings them in step with it.
 */
class HazelcastSamplesTest {
    private static final Path CLUSTER = Path.of("cluster.xml");
    private static final Path SAMPLES = Path.of("conf/discovery");
    private static final String COMMENT_END = "-->\n";
    private static final String NETWORK = "  <network>\n";
    private static final String NETWORK_END = "  </network>\n";

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            for (Path sample : samples().toList()) {
                Files.writeString(sample, inStep(sample));
            }
        }
    }

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files
                    .filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** The sample's own comment and network, and around them what cluster.xml says. */
    private static String inStep(Path sample) throws IOException {
        String own = Files.readString(sample);
        String cluster = Files.readString(CLUSTER);
        return upTo(own, COMMENT_END)
                + between(cluster, COMMENT_END, NETWORK)
                + NETWORK
                + between(own, NETWORK, NETWORK_END)
                + NETWORK_END
                + cluster.substring(cluster.indexOf(NETWORK_END) + NETWORK_END.length());
    }

    private static String upTo(String text, String end) {
        return text.substring(0, text.indexOf(end) + end.length());
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static Config config(String name) {
        Config config = HazelcastInstances.read(SAMPLES.resolve(name));
        HazelcastPartitionGroups.apply(config);
        return config;
    }

    @Test
    void thereIsOneForEveryWay() throws IOException {
        assertThat(samples().map(file -> file.getFileName().toString()))
                .containsExactly(
                        "aws.xml",
                        "azure.xml",
                        "gcp.xml",
                        "kubernetes-api.xml",
                        "kubernetes-dns.xml",
                        "multicast.xml");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void differsFromClusterXmlInItsNetworkOnly(Path sample) throws IOException {
        assertThat(
                        LineDifferences.between(
                                inStep(sample).lines().toList(), Files.readAllLines(sample)))
                .as(sample.toString())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void usesThePortOfClusterXmlAndOneWayToFindOthers(Path sample) {
        NetworkConfig own = HazelcastInstances.read(sample).getNetworkConfig();
        NetworkConfig cluster = HazelcastInstances.read(CLUSTER).getNetworkConfig();
        assertThat(own.getPort()).isEqualTo(cluster.getPort());
        assertThat(own.getPortCount()).isEqualTo(cluster.getPortCount());
        assertThat(own.isPortAutoIncrement()).isEqualTo(cluster.isPortAutoIncrement());

        JoinConfig join = own.getJoin();
        join.verify();
        assertThat(join.isAutoDetectionEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
        int plugIns = AliasedDiscoveryConfigUtils.createDiscoveryStrategyConfigs(join).size();
        assertThat(plugIns + (join.getMulticastConfig().isEnabled() ? 1 : 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void listensOnPrivateAddressesOnly(Path sample) throws UnknownHostException {
        NetworkConfig network = HazelcastInstances.read(sample).getNetworkConfig();
        assertThat(network.getInterfaces().isEnabled()).isTrue();
        assertThat(network.getInterfaces().getInterfaces()).isNotEmpty();
        for (String pattern : network.getInterfaces().getInterfaces()) {
            for (String corner :
                    List.of(
                            pattern.replaceAll("(\\d+)-\\d+", "$1").replace("*", "0"),
                            pattern.replaceAll("\\d+-(\\d+)", "$1").replace("*", "255"))) {
                assertThat(AddressScope.of(InetAddress.getByName(corner)))
                        .as(pattern)
                        .isEqualTo(AddressScope.PRIVATE);
            }
        }
    }

    /** A plug-in refuses properties that it does not know when it is made, as a node makes it. */
    private static DiscoveryStrategy plugIn(
            JoinConfig join, AliasedDiscoveryConfig<?> alias, Map<String, String> more) {
        more.forEach(alias::setProperty);
        DiscoveryServiceSettings settings =
                new DiscoveryServiceSettings()
                        .setConfigClassLoader(HazelcastSamplesTest.class.getClassLoader())
                        .setLogger(Logger.getLogger(HazelcastSamplesTest.class))
                        .setDiscoveryConfig(join.getDiscoveryConfig())
                        .setAliasedDiscoveryConfigs(
                                AliasedDiscoveryConfigUtils.createDiscoveryStrategyConfigs(join));
        DefaultDiscoveryService service = new DefaultDiscoveryService(settings);
        return service.getDiscoveryStrategies().iterator().next();
    }

    private static JoinConfig join(String sample) {
        return config(sample).getNetworkConfig().getJoin();
    }

    @Test
    void thePlugInForKubernetesTakesTheSample() {
        JoinConfig join = join("kubernetes-dns.xml");
        assertThat(plugIn(join, join.getKubernetesConfig(), Map.of()))
                .extracting(made -> made.getClass().getSimpleName())
                .isEqualTo("HazelcastKubernetesDiscoveryStrategy");
    }

    /** It asks the machine for its role, which is none here: it is told an account. */
    @Test
    void thePlugInForAwsTakesTheSample() {
        JoinConfig join = join("aws.xml");
        Map<String, String> elsewhere = Map.of("access-key", "key", "secret-key", "secret");
        assertThat(plugIn(join, join.getAwsConfig(), elsewhere))
                .isInstanceOf(AwsDiscoveryStrategy.class);
    }

    @Test
    void thePlugInForGoogleCloudTakesTheSample() {
        JoinConfig join = join("gcp.xml");
        assertThat(plugIn(join, join.getGcpConfig(), Map.of()))
                .isInstanceOf(GcpDiscoveryStrategy.class);
    }

    /** It asks the machine for the subscription, which is none here: it is told one. */
    @Test
    void thePlugInForAzureTakesTheSample() {
        JoinConfig join = join("azure.xml");
        Map<String, String> elsewhere =
                Map.of(
                        "instance-metadata-available", "false",
                        "tenant-id", "tenant",
                        "client-id", "client",
                        "client-secret", "secret",
                        "subscription-id", "subscription",
                        "resource-group", "group");
        assertThat(plugIn(join, join.getAzureConfig(), elsewhere))
                .isInstanceOf(AzureDiscoveryStrategy.class);
    }

    @Test
    void aMisspeltPropertyIsRefused() {
        for (String sample : List.of("aws.xml", "azure.xml", "gcp.xml", "kubernetes-dns.xml")) {
            JoinConfig join = join(sample);
            AliasedDiscoveryConfig<?> alias =
                    AliasedDiscoveryConfigUtils.aliasedDiscoveryConfigsFrom(join).stream()
                            .filter(AliasedDiscoveryConfig::isEnabled)
                            .findFirst()
                            .orElseThrow();
            assertThatThrownBy(() -> plugIn(join, alias, Map.of("tag-vlaue", "x")))
                    .as(sample)
                    .hasStackTraceContaining("tag-vlaue");
        }
    }
}
