package dev.rallypoint.bench;

import dev.rallypoint.bench.host.TurnCommand;
import dev.rallypoint.bench.turn.TurnLogin;
import dev.rallypoint.runtime.ThisProgram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A TURN server as a process of its own.
 *
 * @param login what it wants; empty = nothing
 */
record TurnRelay(RivalProcess process, InetSocketAddress address, Optional<TurnLogin> login)
        implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** Which one. */
    interface Start {
        TurnRelay in(Path folder, OptionalInt core) throws IOException, InterruptedException;
    }

    static TurnRelay coturn(Path folder, OptionalInt core)
            throws IOException, InterruptedException {
        InetSocketAddress address = Coturn.freeAddress();
        return new TurnRelay(Coturn.start(folder, address, core), address, Optional.empty());
    }

    /** Ours, which also checks credentials. */
    static TurnRelay ours(Path folder, OptionalInt core) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ThisProgram.command("-Xmx512m"));
        command.add(TurnCommand.NAME);
        RivalProcess process = RivalProcess.start(core, folder, command);
        try {
            String[] words =
                    process.awaitLine(line -> line.startsWith(TurnCommand.READY + " "), START_LIMIT)
                            .split(" ");
            return new TurnRelay(
                    process,
                    new InetSocketAddress(words[1], Integer.parseInt(words[2])),
                    Optional.of(new TurnLogin(words[3], words[4], "", "")));
        } catch (IOException | InterruptedException failure) {
            process.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
