package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.rallypoint.cluster.HazelcastInstances.Joining;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HazelcastInstancesIT {
    @TempDir Path directory;

    @Test
    void standsAloneOnLoopbackBesideOthers() throws Exception {
        HazelcastInstance one = HazelcastInstances.standAlone();
        HazelcastInstance two = HazelcastInstances.standAlone();
        try {
            Address address = one.getCluster().getLocalMember().getAddress();
            assertThat(address.getInetAddress().isLoopbackAddress()).isTrue();
            assertThat(address.getPort()).isPositive();
            assertThat(one.getCluster().getMembers()).hasSize(1);
            assertThat(two.getCluster().getMembers()).hasSize(1);
        } finally {
            one.getLifecycleService().terminate();
            two.getLifecycleService().terminate();
        }
    }

    private static final class Foreign implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void makesNoJavaObjectsOfWhatOthersSend() {
        HazelcastInstance member = HazelcastInstances.standAlone();
        try {
            IMap<String, Object> map = member.getMap("any");
            map.put("key", new Foreign());
            assertThatThrownBy(() -> map.get("key"))
                    .isInstanceOf(HazelcastSerializationException.class)
                    .hasMessageContaining(Foreign.class.getName());
        } finally {
            member.getLifecycleService().terminate();
        }
    }

    @Test
    void namesFileAndLineOfBadXml() throws IOException {
        Path file = write("<hazelcast>\n<network>\n</netwrok>\n</hazelcast>");
        assertThatThrownBy(() -> HazelcastInstances.clustered(file, joining()))
                .isInstanceOf(ClusterConfigException.class)
                .hasMessageContaining(file + ":3");
    }

    @Test
    void namesFileAndLineOfAnUnknownElement() throws IOException {
        Path file =
                write(
                        "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\">\n"
                                + "<cluster-nmae>x</cluster-nmae>\n</hazelcast>");
        assertThatThrownBy(() -> HazelcastInstances.clustered(file, joining()))
                .isInstanceOf(ClusterConfigException.class)
                .hasMessageContaining(file + ":2")
                .hasMessageContaining("cluster-nmae");
    }

    @Test
    void namesAMissingFile() {
        Path file = directory.resolve("none.xml");
        assertThatThrownBy(() -> HazelcastInstances.clustered(file, joining()))
                .isInstanceOf(ClusterConfigException.class)
                .hasMessageContaining(file.toString());
    }

    private Joining joining() {
        return new Joining(
                "node-1",
                "local",
                new NodeFacts(),
                new KeySets(List.of()),
                false,
                new VotersFile(directory));
    }

    private Path write(String xml) throws IOException {
        return Files.writeString(directory.resolve("cluster.xml"), xml);
    }
}
