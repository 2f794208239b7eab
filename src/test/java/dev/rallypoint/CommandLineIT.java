package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as somebody uses it wrongly, and asks about it. */
class CommandLineIT {
    @TempDir Path directory;

    private record Ended(int status, String text) {}

    @Test
    void aWrongValueEndsWithStatus2AndNamesKeyValueAndRange() throws Exception {
        Ended ended = run("serve", "--set", "relay.port=70000");
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.text)
                .contains("relay.port = 70000 (from --set) is not 0..65535")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownKeyEndsWithStatus2AndNamesTheNearest() throws Exception {
        Ended ended = run("serve", "--set", "relay.prot=1");
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.text).contains("did you mean relay.port?");
    }

    @Test
    void aMissingConfigurationFileEndsWithStatus2() throws Exception {
        Ended ended = run("serve", "--config", "nowhere.yaml");
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.text).contains("nowhere.yaml");
    }

    @Test
    void aBrokenClusterFileEndsWithStatus2AndNamesIt() throws Exception {
        Ended ended = run("serve", "--cluster", "nowhere.xml", "--set", "stun.discoveryServers=[]");
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.text).contains("nowhere.xml").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"security.exemptRanges=[everybody]", "http.corsOrigins=[game.example]"})
    void aListWithAWordOfTheWrongFormIsRefusedByServeAndByConfig(String setting) throws Exception {
        for (String command : List.of("serve", "config")) {
            Ended ended = run(command, "--set", setting);
            assertThat(ended.status).isEqualTo(2);
            assertThat(ended.text)
                    .contains(setting.substring(0, setting.indexOf('=')), "is not a")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ops", "relay", "stun"})
    void aTakenPortEndsWithStatus2AndNamesItsKey(String room) throws Exception {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), tcp.getInetAddress())) {
            List<String> words = new ArrayList<>(List.of("serve"));
            for (String free : List.of("http", "ops", "relay", "stun")) {
                int port = free.equals(room) ? udp.getLocalPort() : 0;
                words.addAll(List.of("--set", free + ".port=" + port));
                words.addAll(List.of("--set", free + ".host=127.0.0.1"));
            }
            words.addAll(List.of("--set", "stun.discoveryServers=[]"));
            Ended ended = run(words.toArray(String[]::new));
            assertThat(ended.status).as(ended.text).isEqualTo(2);
            assertThat(ended.text).contains("--set " + room + ".port=0").doesNotContain("\tat ");
        }
    }

    @Test
    void aNumberOfRelaysThatCannotBeEndsWithStatus2AndNamesKeyValueAndRange() throws Exception {
        for (String command : List.of("serve", "config")) {
            assertThat(run(command, "--set", "relay.loops=0").text)
                    .contains("relay.loops = 0 (from --set) is not 1..64 ports");
            assertThat(run(command, "--set", "relay.loops=65").text)
                    .contains("relay.loops = 65 (from --set) is not 1..64 ports");
            Ended ended = run(command, "--set", "relay.loops=4", "--set", "relay.port=65533");
            assertThat(ended.status).isEqualTo(2);
            assertThat(ended.text)
                    .contains("relay.loops = 4 with relay.port = 65533 is not 1..3", "65536")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aTakenPortAmongThoseOfTheRelaysIsNamed() throws Exception {
        try (DatagramSocket taken = afterTwoFreePorts()) {
            List<String> words = new ArrayList<>(List.of("serve"));
            for (String room : List.of("http", "ops", "stun")) {
                words.addAll(List.of("--set", room + ".port=0"));
            }
            int first = taken.getLocalPort() - 2;
            words.addAll(List.of("--set", "relay.port=" + first, "--set", "relay.loops=3"));
            words.addAll(List.of("--set", "relay.host=127.0.0.1"));
            words.addAll(List.of("--set", "stun.discoveryServers=[]"));
            Ended ended = run(words.toArray(String[]::new));
            assertThat(ended.status).as(ended.text).isEqualTo(2);
            assertThat(ended.text)
                    .contains("relay.port + 2 = " + taken.getLocalPort(), "in use")
                    .doesNotContain("\tat ");
        }
    }

    private static DatagramSocket afterTwoFreePorts() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        for (int attempt = 0; attempt < 100; attempt++) {
            DatagramSocket last = new DatagramSocket(0, loopback);
            try (DatagramSocket first = new DatagramSocket(last.getLocalPort() - 2, loopback);
                    DatagramSocket second = new DatagramSocket(last.getLocalPort() - 1, loopback)) {
                assertThat(first.isBound() && second.isBound()).isTrue();
                return last;
            } catch (BindException notFree) {
                last.close();
            }
        }
        throw new AssertionError("no three ports in a row are free");
    }

    @Test
    void botsThatReachNoServerSayHowToStartOne() throws Exception {
        Ended ended = run("bots", "--url", "http://127.0.0.1:1", "--players", "2");
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.text)
                .contains("does not answer", "java -jar target/rallypoint.jar")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownCommandEndsWithStatus2() throws Exception {
        assertThat(run("sevre").status).isEqualTo(2);
        assertThat(run("serve", "--nonsense").status).isEqualTo(2);
    }

    @Test
    void configPrintShowsEveryKeyAndNoSecret() throws Exception {
        Ended ended = run("config", "--print", "--set", "keys.netcode102=dG9wc2VjcmV0");
        assertThat(ended.status).isZero();
        assertThat(ended.text).contains("maxSessions: 10000").doesNotContain("dG9wc2VjcmV0");
    }

    @Test
    void helpAndVersionSayWhatTheyShould() throws Exception {
        assertThat(run("--help").text).contains("serve", "demo", "bots", "config");
        assertThat(run("--version").text).contains("Rallypoint 0.");
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(NodeProcess.program(words))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text);
    }
}
