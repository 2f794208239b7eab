package dev.rallypoint.bench;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** coturn's TURN server, relaying the same payloads as channel data. */
public final class Coturn implements Rival {
    private static final String PROGRAM = "turnserver";
    private static final int WARM_UP_SECONDS = 2;
    private static final long SEED = 8;
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /**
     * One relay thread; no TLS, TCP, credentials or command line. Relayed ports lie below those
     * that the kernel gives to clients.
     */
    private static final String CONFIG =
            """
            listening-ip=127.0.0.1
            relay-ip=127.0.0.1
            listening-port=%d
            min-port=1100
            max-port=32000
            relay-threads=1
            no-auth
            allow-loopback-peers
            no-tls
            no-dtls
            no-tcp
            no-tcp-relay
            no-cli
            no-software-attribute
            log-file=stdout
            simple-log
            pidfile=%s
            userdb=%s
            """;

    private static final String NOTE =
            "A delivery is one ChannelData in and one plain datagram out; the sender fans out, so"
                    + " coturn also reads each copy. No credentials, no encryption.";

    @Override
    public String name() {
        return "coturn";
    }

    @Override
    public Optional<String> missing() {
        return RivalNeeds.linux().or(() -> RivalNeeds.program(PROGRAM, "coturn"));
    }

    @Override
    public Baseline run(RivalPlan plan, Consumer<String> progress)
            throws IOException, InterruptedException {
        Raise raise = new Raise(Coturn::measure, progress);
        return Taskset.withThisProcessOn(plan.loadCore(), () -> raise.run(name(), plan, NOTE));
    }

    private static Step measure(RivalPlan step) throws IOException, InterruptedException {
        InetSocketAddress address = freeAddress();
        try (TemporaryFolder folder = TemporaryFolder.create();
                RivalProcess server = start(folder.path(), address, step);
                Players players = new TurnPlayers(address, step)) {
            return MeasuredStep.of(server, players, step, WARM_UP_SECONDS, SEED);
        }
    }

    /** coturn cannot choose a port itself. */
    static InetSocketAddress freeAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
        }
    }

    static RivalProcess start(Path folder, InetSocketAddress address, RivalPlan step)
            throws IOException, InterruptedException {
        Path config = folder.resolve("turnserver.conf");
        Files.writeString(
                config,
                CONFIG.formatted(
                        address.getPort(), folder.resolve("pid"), folder.resolve("userdb")));
        RivalProcess server =
                RivalProcess.start(
                        step.rivalCore(), folder, List.of(PROGRAM, "-c", config.toString()));
        server.awaitLine(line -> line.contains("Total General servers"), START_LIMIT);
        return server;
    }
}
