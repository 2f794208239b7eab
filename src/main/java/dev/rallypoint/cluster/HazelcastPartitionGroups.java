package dev.rallypoint.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.PartitionGroupConfig;
import com.hazelcast.config.PartitionGroupConfig.MemberGroupType;
import com.hazelcast.internal.partition.membergroup.DefaultMemberGroup;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.impl.DefaultDiscoveryService;
import com.hazelcast.spi.discovery.integration.DiscoveryServiceSettings;
import com.hazelcast.spi.partitiongroup.MemberGroup;
import com.hazelcast.spi.partitiongroup.PartitionGroupStrategy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Where the copy of an entry lies: in another region if there are several, else on another machine,
 * else on another node. Hazelcast's own group types fit one of these cases each: by zone, the nodes
 * of a single region fall into two halves of which one holds twice as much as the other.
 *
 * <p>Hazelcast asks the first strategy of its discovery for the groups. This one finds nobody, so
 * that members are found as the file says.
 */
final class HazelcastPartitionGroups {
    /** The member attribute with the region of the node. */
    static final String REGION = "rallypoint.region";

    private HazelcastPartitionGroups() {}

    /** Leaves a file alone that has groups of its own. */
    static void apply(Config config) {
        PartitionGroupConfig groups = config.getPartitionGroupConfig();
        boolean looksAround = config.getNetworkConfig().getJoin().isAutoDetectionEnabled();
        if (groups.isEnabled() || looksAround) {
            return;
        }
        groups.setEnabled(true).setGroupType(MemberGroupType.SPI);
        config.getNetworkConfig()
                .getJoin()
                .getDiscoveryConfig()
                .setDiscoveryServiceProvider(Discovery::new);
    }

    private static final class Discovery extends DefaultDiscoveryService {
        private final List<DiscoveryStrategy> strategies;

        Discovery(DiscoveryServiceSettings settings) {
            super(settings);
            strategies = List.of(new Grouping());
        }

        /** Only the groups ask for these; discovery itself goes on with those of the file. */
        @Override
        public Iterable<DiscoveryStrategy> getDiscoveryStrategies() {
            return strategies;
        }
    }

    private static final class Grouping extends AbstractDiscoveryStrategy {
        Grouping() {
            super(null, Map.of());
        }

        @Override
        public Iterable<DiscoveryNode> discoverNodes() {
            return List.of();
        }

        @Override
        public PartitionGroupStrategy getPartitionGroupStrategy(
                Collection<? extends Member> members) {
            return () -> List.copyOf(groups(members));
        }
    }

    static Collection<MemberGroup> groups(Collection<? extends Member> members) {
        Function<Member, Object> region =
                member -> Objects.requireNonNullElse(member.getAttribute(REGION), "");
        Collection<MemberGroup> byRegion = groups(members, region);
        if (byRegion.size() > 1) {
            return byRegion;
        }
        Collection<MemberGroup> byHost = groups(members, member -> member.getAddress().getHost());
        return byHost.size() > 1 ? byHost : groups(members, Member::getUuid);
    }

    private static Collection<MemberGroup> groups(
            Collection<? extends Member> members, Function<Member, Object> key) {
        Map<Object, MemberGroup> groups = new LinkedHashMap<>();
        for (Member member : members) {
            groups.computeIfAbsent(key.apply(member), any -> new DefaultMemberGroup())
                    .addMember(member);
        }
        return groups.values();
    }
}
