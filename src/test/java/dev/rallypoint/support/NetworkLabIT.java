package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the lab does to packets what it says; real namespaces, real sockets. */
class NetworkLabIT {
    private static final int PORT = 4_000;
    private static final long SEED = 7;

    @TempDir private static Path folder;
    private static NetworkLab lab;
    private static final List<Process> peers = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        lab = NetworkLab.open(folder, 2, SEED);
        echo(0, lab.playersAddress(0));
        echo(1, lab.playersAddress(1));
        echo(1, lab.clusterAddress(1));
    }

    @AfterAll
    static void close() throws IOException {
        peers.forEach(Process::destroyForcibly);
        if (lab != null) {
            lab.close();
        }
    }

    @AfterEach
    void heal() {
        for (LanSwitch lan : List.of(lab.players(), lab.cluster())) {
            lan.heal();
            lan.delayAllMs(0);
            lan.lossAllPercent(0);
        }
    }

    private static Process peer(int node, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(lab.on(node));
        command.addAll(
                List.of(
                        NodeProcess.java(),
                        "-cp",
                        Path.of("target", "test-classes").toString(),
                        LabPeer.class.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        peers.add(process);
        return process;
    }

    private static void echo(int node, String host) throws IOException {
        BufferedReader says = peer(node, "echo", host, String.valueOf(PORT)).inputReader();
        assertThat(says.readLine()).isEqualTo("ready");
    }

    /** Of datagrams from this process to a node over the players' network. */
    private static int echoesOf(int node, int count) throws IOException {
        return LabPeer.ask(new InetSocketAddress(lab.playersAddress(node), PORT), count);
    }

    /** Of datagrams from node 0 to node 1 over the cluster's network. */
    private static int clusterEchoes(int count) throws IOException {
        return Integer.parseInt(
                peer(0, "ask", lab.clusterAddress(1), String.valueOf(PORT), String.valueOf(count))
                        .inputReader()
                        .readLine());
    }

    @Test
    void carriesEveryDatagramOfBothNetworks() throws IOException {
        assertThat(echoesOf(0, 200)).isEqualTo(200);
        assertThat(clusterEchoes(200)).isEqualTo(200);
    }

    @Test
    void aCutEndsTheOneNetworkAndLeavesTheOther() throws IOException {
        lab.cluster().cut(List.of(0), List.of(1));
        assertThat(clusterEchoes(20)).isZero();
        assertThat(echoesOf(0, 20)).isEqualTo(20);
        assertThat(lab.cluster().stats().cut()).isGreaterThanOrEqualTo(20);
        lab.cluster().heal();
        assertThat(clusterEchoes(20)).isEqualTo(20);
    }

    @Test
    void aSilencedNodeIsReachedByNobody() throws IOException {
        lab.players().silence(1);
        assertThat(echoesOf(1, 20)).isZero();
        assertThat(echoesOf(0, 20)).isEqualTo(20);
    }

    @Test
    void delaysEachWay() throws IOException {
        lab.players().delayAllMs(75);
        long beganNanos = System.nanoTime();
        assertThat(echoesOf(0, 20)).isEqualTo(20);
        assertThat((System.nanoTime() - beganNanos) / 1e6).isGreaterThanOrEqualTo(150);
    }

    @Test
    void losesAboutWhatItIsTold() throws IOException {
        lab.players().lossAllPercent(10);
        LanSwitch.Stats before = lab.players().stats();
        for (int round = 0; round < 10; round++) {
            echoesOf(0, 200);
        }
        LanSwitch.Stats after = lab.players().stats();
        double lost = after.lost() - before.lost();
        double passed = after.forwarded() - before.forwarded();
        // Some 3,800 throws: four standard deviations are 2 %.
        assertThat(lost / (lost + passed)).isBetween(0.08, 0.12);
    }

    @Test
    void carriesTcpWithRightChecksumsAlsoWithLossAndDelay() throws IOException {
        lab.players().delayAllMs(2);
        lab.players().lossAllPercent(0.5);
        byte[] sent = new byte[1_000_000];
        new Random(SEED).nextBytes(sent);
        try (Socket socket = new Socket(lab.playersAddress(0), PORT)) {
            Thread writer =
                    new Thread(
                            () -> {
                                try {
                                    socket.getOutputStream().write(sent);
                                    socket.shutdownOutput();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            writer.start();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void refusesRulesForUnknownNodes() {
        assertThatThrownBy(() -> lab.players().silence(9)).hasMessageContaining("silence 9");
    }

    @Test
    void forwardsAFloodOfSmallFrames() throws IOException {
        int count = 60_000;
        long before = lab.players().stats().forwarded();
        long beganNanos = System.nanoTime();
        int back = echoesOf(0, count);
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        LanSwitch.Stats stats = lab.players().stats();
        System.out.printf(
                "lab: %d of %d datagrams came back, %d frames in %.1f s; the switch: %s, %d ms of"
                        + " CPU in all%n",
                back,
                count,
                stats.forwarded() - before,
                seconds,
                stats,
                lab.players().cpu().toMillis());
        assertThat(stats.overflowed()).as("frames the switch dropped").isZero();
    }
}
