package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.NatLab.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the routers of the lab are what they are called; real namespaces, real sockets. */
class NatLabIT {
    private static final int SEED = 11;

    @TempDir private static Path folder;
    private static NatLab lab;
    private static Process server;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        lab = NatLab.open(folder, SEED);
        server = probe(lab.onServer(), "serve");
        assertThat(server.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterAll
    static void close() throws IOException {
        if (server != null) {
            server.destroyForcibly();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private static Process probe(List<String> where, String what) throws IOException {
        List<String> command = new ArrayList<>(where);
        command.addAll(
                List.of(
                        NodeProcess.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Path.of("target", "test-classes").toString(),
                        NatProbe.class.getName(),
                        what,
                        lab.serverAddress(),
                        lab.otherServerAddress()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String typeSeenBy(Client client) throws IOException {
        try (BufferedReader answer = probe(lab.on(client), "ask").inputReader()) {
            return answer.readLine();
        }
    }

    @ParameterizedTest
    @EnumSource(NatType.class)
    void aRouterIsOfTheTypeItIsCalled(NatType type) throws Exception {
        lab.nat(Client.A, type);
        assertThat(typeSeenBy(Client.A)).isEqualTo(type.name());
    }

    @Test
    void aMobileClientIsBehindAnotherRouter() throws Exception {
        lab.nat(Client.B, NatType.FULL_CONE);
        lab.nat(Client.A, NatType.SYMMETRIC);
        lab.goMobile();
        assertThat(typeSeenBy(Client.A)).isEqualTo(NatType.PORT_RESTRICTED.name());
        lab.goHome();
        assertThat(typeSeenBy(Client.A)).isEqualTo(NatType.SYMMETRIC.name());
        assertThat(typeSeenBy(Client.B)).isEqualTo(NatType.FULL_CONE.name());
    }

    @Test
    void everyPairButThoseWithTwoPortsThatNobodyKnowsCanMeet() {
        int meet = 0;
        for (NatType one : NatType.values()) {
            for (NatType other : NatType.values()) {
                assertThat(one.canReachDirectly(other)).isEqualTo(other.canReachDirectly(one));
                meet += one.canReachDirectly(other) ? 1 : 0;
            }
        }
        assertThat(meet).as("of 25 pairs that can speak UDP").isEqualTo(22);
    }
}
