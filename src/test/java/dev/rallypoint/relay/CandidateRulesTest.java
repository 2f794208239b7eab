package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CandidateRulesTest {
    private static final String SEEN = "203.0.113.7:40000";

    private static List<String> admit(String seen, String... named) {
        return CandidateRules.admit(
                        PeerAddress.parse(seen), Stream.of(named).map(PeerAddress::parse).toList())
                .stream()
                .map(PeerAddress::toString)
                .toList();
    }

    @Test
    void whatTheRelaySeesComesFirstAndOnce() {
        assertThat(admit(SEEN, "192.168.1.5:5000", SEEN)).containsExactly(SEEN, "192.168.1.5:5000");
    }

    @Test
    void somebodyElsesPublicAddressIsNotPassedOn() {
        assertThat(admit(SEEN, "198.51.100.1:5000", "203.0.113.7:5001"))
                .containsExactly(SEEN, "203.0.113.7:5001");
    }

    @Test
    void neitherIsWhatIsNoMachinesOrAServicesPort() {
        assertThat(
                        admit(
                                SEEN,
                                "127.0.0.1:5000",
                                "0.0.0.0:5000",
                                "224.0.0.1:5000",
                                "169.254.169.254:5000",
                                "255.255.255.255:5000",
                                "192.168.1.1:53",
                                "[fe80::1]:5000",
                                "[ff02::1]:5000"))
                .containsExactly(SEEN);
    }

    @Test
    void ofTheOtherFamilyTwoPublicAddressesAreTaken() {
        assertThat(
                        admit(
                                SEEN,
                                "[2001:db8:0:0:0:0:0:1]:5000",
                                "[2001:db8:0:0:0:0:0:2]:5000",
                                "[2001:db8:0:0:0:0:0:3]:5000",
                                "10.0.0.1:5000"))
                .containsExactly(
                        SEEN,
                        "[2001:db8:0:0:0:0:0:1]:5000",
                        "[2001:db8:0:0:0:0:0:2]:5000",
                        "10.0.0.1:5000");
    }

    @Test
    void besideALoopbackRelayLoopbackIsAPlace() {
        assertThat(admit("127.0.0.1:40000", "127.0.0.2:5000"))
                .containsExactly("127.0.0.1:40000", "127.0.0.2:5000");
    }

    @Test
    void thereAreEightAtMost() {
        String[] many = new String[12];
        for (int i = 0; i < many.length; i++) {
            many[i] = "10.0.0." + i + ":5000";
        }
        assertThat(admit(SEEN, many)).hasSize(8);
    }
}
