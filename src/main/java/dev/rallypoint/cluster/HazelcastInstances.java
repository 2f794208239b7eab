package dev.rallypoint.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.NodeContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xml.sax.SAXParseException;

/** Starts Hazelcast. Blocks for up to seconds: never to be called on an event loop. */
public final class HazelcastInstances {
    /** Where vertx-hazelcast looks for the Vert.x node id when it is given an instance. */
    public static final String VERTX_NODE_ID = "__vertx.nodeId";

    /** Maps with documents that every node listens to: the lobby and the matchmaking room's. */
    private static final List<String> DOCUMENTS =
            List.of("rallypoint.lobbies", "rallypoint.tickets", "rallypoint.ticket-matches");

    private static final String LOGGING = "hazelcast.logging.type";
    private static final String CLIENT_BIND_ANY = "hazelcast.socket.client.bind.any";
    private static final int QUORUM_THREADS = 2;

    /** The login room's; about 600 bytes each. */
    private static final String LOGINS = "rallypoint.logins";

    private static final int LOGIN_SECONDS = 6 * 3_600;
    private static final int MAX_LOGINS = 100_000;

    static {
        // The property in a Config comes too late for Hazelcast's first lines.
        System.setProperty(LOGGING, "slf4j");
    }

    private HazelcastInstances() {}

    /** A member that joins nobody and listens on a free port of the loopback interface only. */
    public static HazelcastInstance standAlone() {
        Config config = new Config().setClusterName("rallypoint-alone-" + UUID.randomUUID());
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.max.wait.seconds.before.join", "0");
        // One node needs no spread: fewer partitions start and stop faster.
        config.setProperty("hazelcast.partition.count", "11");
        NetworkConfig network = config.getNetworkConfig().setPort(0).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(false);
        return start(config, new DefaultNodeContext());
    }

    /**
     * The node that joins.
     *
     * @param facts what all nodes of the cluster must have in common
     * @param keys those that it has
     * @param mayBePublic whether the member may listen on an address of the internet
     */
    public record Joining(
            String nodeId,
            String region,
            NodeFacts facts,
            KeySets keys,
            boolean mayBePublic,
            VotersFile votersFile) {}

    /**
     * A member of the cluster that the file describes, ready for {@code HazelcastClusterManager}.
     *
     * @throws ClusterConfigException if the file is missing, is not XML, or says what Hazelcast
     *     does not take; if the address is public; if the node does not fit the cluster
     */
    public static HazelcastInstance clustered(Path clusterXml, Joining node) {
        Config config = read(clusterXml);
        // A new id for each life: Vert.x drops what it knows of an id when its member is gone.
        config.getMemberAttributeConfig()
                .setAttribute(VERTX_NODE_ID, UUID.randomUUID().toString())
                .setAttribute(HazelcastQuorum.NODE_ID, node.nodeId())
                .setAttribute(HazelcastPartitionGroups.REGION, node.region());
        config.addExecutorConfig(new ExecutorConfig(HazelcastLeaseRounds.EXECUTOR, QUORUM_THREADS));
        HazelcastPartitionGroups.apply(config);
        keepAsObjects(config);
        HazelcastInstance member = join(clusterXml, config, node);
        try {
            HazelcastAdmission.check(member, node);
            HazelcastQuorum.start(member, node.nodeId(), node.votersFile());
            return member;
        } catch (RuntimeException refused) {
            member.shutdown();
            throw refused;
        }
    }

    /**
     * With its documents kept as objects the map's news carry the new one alone; as bytes, as the
     * file says for all maps, the old one as well, to each node, with every change.
     */
    private static void keepAsObjects(Config config) {
        for (String name : DOCUMENTS) {
            MapConfig documents = new MapConfig(config.findMapConfig(name));
            config.addMapConfig(documents.setName(name).setInMemoryFormat(InMemoryFormat.OBJECT));
        }
    }

    private static HazelcastInstance join(Path clusterXml, Config config, Joining node) {
        try {
            return start(config, new HazelcastPrivateContext(node.mayBePublic()));
        } catch (RuntimeException refused) {
            // Of any kind: a plain one says that the machine has no such interface.
            throw new ClusterConfigException(clusterXml + ": " + reasons(refused), refused);
        }
    }

    /** What a plug-in has against its properties stands in the cause only. */
    private static String reasons(Throwable refused) {
        return Stream.iterate(refused, cause -> cause != null, Throwable::getCause)
                .map(Throwable::getMessage)
                .filter(message -> message != null)
                .distinct()
                .collect(Collectors.joining(": "));
    }

    /** The address this member listens on and tells the others. */
    public static String host(HazelcastInstance member) {
        return member.getCluster().getLocalMember().getAddress().getHost();
    }

    /** What the file says, without what every node adds. */
    static Config read(Path clusterXml) {
        try (InputStream in = Files.newInputStream(clusterXml)) {
            return new XmlConfigBuilder(in).build();
        } catch (IOException unreadable) {
            throw new ClusterConfigException(
                    clusterXml + ": cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (HazelcastException | IllegalArgumentException refused) {
            throw new ClusterConfigException(
                    clusterXml + line(refused) + ": " + refused.getMessage(), refused);
        }
    }

    /** {@code :line} if an XML parser is to blame, else nothing. */
    private static String line(Throwable refused) {
        return Stream.iterate(refused, cause -> cause != null, Throwable::getCause)
                .filter(SAXParseException.class::isInstance)
                .map(cause -> ":" + ((SAXParseException) cause).getLineNumber())
                .findFirst()
                .orElse("");
    }

    /**
     * As cluster.xml says it, for files that say nothing and for a node alone, whose port is open
     * to the other users of its machine: what comes in is read before it is known who sends it.
     */
    private static void filterJavaObjects(Config config) {
        SerializationConfig serialization = config.getSerializationConfig();
        if (serialization.getJavaSerializationFilterConfig() != null) {
            return;
        }
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.getWhitelist()
                .addPackages("java.lang", "java.util")
                .addPrefixes("io.vertx.spi.cluster.hazelcast.", "com.hazelcast.");
        serialization.setJavaSerializationFilterConfig(filter);
    }

    private static HazelcastInstance start(Config config, NodeContext context) {
        HazelcastEndpoint.apply(config);
        filterJavaObjects(config);
        config.setProperty(LOGGING, "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        // Else a member listens on all interfaces, whatever the file says of them.
        config.setProperty("hazelcast.socket.bind.any", "false");
        if (config.getNetworkConfig().getPublicAddress() != null
                && config.getProperty(CLIENT_BIND_ANY) == null) {
            // Behind NAT this machine does not have that address: no socket can be bound to it.
            config.setProperty(CLIENT_BIND_ANY, "true");
        }
        // The server stops its parts in order; Hazelcast must not run ahead of it.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        // A frozen process still accepts connections, and Hazelcast's thread that writes to it
        // then spins: it must not be the one that writes heartbeats to others. They are handed out
        // in turn, so with many of them each peer has its own.
        config.setProperty("hazelcast.io.input.thread.count", "2");
        config.setProperty("hazelcast.io.output.thread.count", "8");
        // Lobbies are a few hundred small operations a second: one core's worth of threads.
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        // Vert.x's cluster manager removes a lost node's addresses on one of these, call by call:
        // with a single one, over a slow link, lobbies heard of the loss seconds later.
        config.setProperty("hazelcast.event.thread.count", "5");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "10");
        boundLogins(config);
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        return HazelcastInstanceFactory.newHazelcastInstance(
                config, config.getInstanceName(), context);
    }

    /** Whoever logs in again and again must not fill the memory; the store has what goes. */
    private static void boundLogins(Config config) {
        if (config.getMapConfigs().containsKey(LOGINS)) {
            return;
        }
        config.addMapConfig(
                new MapConfig(config.findMapConfig(LOGINS))
                        .setName(LOGINS)
                        .setTimeToLiveSeconds(LOGIN_SECONDS)
                        .setEvictionConfig(
                                new EvictionConfig()
                                        .setEvictionPolicy(EvictionPolicy.LRU)
                                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                                        .setSize(MAX_LOGINS)));
    }
}
