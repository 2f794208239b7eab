package dev.rallypoint.bench;

import dev.rallypoint.bench.turn.LoadCount;
import dev.rallypoint.bench.turn.Lobbies;
import dev.rallypoint.bench.turn.PacedLoad;
import dev.rallypoint.bench.turn.TurnPath;
import dev.rallypoint.bench.turn.TurnPlayers;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** coturn's TURN server, relaying the same payloads as channel data. */
final class Coturn implements Rival {
    private static final String PROGRAM = "turnserver";
    private static final int WARM_UP_SECONDS = 2;

    /** A session takes two open files, and coturn takes no more than the limit allows. */
    private static final int MAX_ALLOCATIONS = 4_000;

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

    private static final String ANY_NOTE =
            " The sender fans out, so coturn also reads each copy. No credentials, no encryption.";

    private final TurnPath path;
    private final String name;
    private final String note;

    private Coturn(TurnPath path, String name, String note) {
        this.path = path;
        this.name = name;
        this.note = note + ANY_NOTE;
    }

    /** At its cheapest. */
    static Coturn senderRelayed() {
        return new Coturn(
                TurnPath.SENDER_RELAYED,
                "coturn",
                "A delivery is one ChannelData in and one plain datagram out.");
    }

    /** Doing what the game relay does. */
    static Coturn bothRelayed() {
        return new Coturn(
                TurnPath.BOTH_RELAYED,
                "coturn-both",
                "Both players behind TURN: a delivery is two datagrams in and two out.");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        return RivalNeeds.linux().or(() -> RivalNeeds.program(PROGRAM, "coturn"));
    }

    @Override
    public Baseline run(RivalPlan plan, Consumer<String> progress)
            throws IOException, InterruptedException {
        Raise raise = new Raise(this::measure, progress);
        int maxLobbies = MAX_ALLOCATIONS / plan.lobbySize();
        return ThisProcess.on(plan.loadCore(), () -> raise.run(name, plan, maxLobbies, note));
    }

    private RivalStep measure(RivalPlan step) throws IOException, InterruptedException {
        InetSocketAddress address = freeAddress();
        Lobbies lobbies = new Lobbies(step.lobbies(), step.lobbySize(), step.payloadBytes());
        try (TemporaryFolder folder = TemporaryFolder.create();
                RivalProcess server = start(folder.path(), address, step.rivalCore());
                TurnPlayers players = new TurnPlayers(address, lobbies, path)) {
            List<Long> cpuNanos = new ArrayList<>();
            LoadCount count =
                    new PacedLoad(players, step.hz(), SEED)
                            .run(
                                    WARM_UP_SECONDS,
                                    step.seconds(),
                                    () -> cpuNanos.add(server.cpuNanos()));
            return new RivalStep(
                    step.lobbies(),
                    count.arrived(),
                    count.lossShare(),
                    count.isLoadTheLimit(),
                    cpuNanos.get(1) - cpuNanos.get(0),
                    step.seconds());
        }
    }

    /** coturn cannot choose a port itself. */
    static InetSocketAddress freeAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
        }
    }

    static RivalProcess start(Path folder, InetSocketAddress address, OptionalInt core)
            throws IOException, InterruptedException {
        Path config = folder.resolve("turnserver.conf");
        Files.writeString(
                config,
                CONFIG.formatted(
                        address.getPort(), folder.resolve("pid"), folder.resolve("userdb")));
        RivalProcess server =
                RivalProcess.start(core, folder, List.of(PROGRAM, "-c", config.toString()));
        try {
            server.awaitLine(line -> line.contains("Total General servers"), START_LIMIT);
            return server;
        } catch (IOException | InterruptedException failure) {
            server.close();
            throw failure;
        }
    }
}
