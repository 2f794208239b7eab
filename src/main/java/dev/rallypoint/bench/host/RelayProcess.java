package dev.rallypoint.bench.host;

import dev.rallypoint.bench.process.ChildProcess;
import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.ThisProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The relay under measurement, in a process of its own. Belongs to one thread. */
public final class RelayProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KEY_BYTES = 32;
    private static final String MAX_HEAP = "-Xmx512m";

    private final ChildProcess process;
    private final byte[] key102;
    private final RelayFacts facts;

    private RelayProcess(ChildProcess process, byte[] key102, RelayFacts facts) {
        this.process = process;
        this.key102 = key102;
        this.facts = facts;
    }

    /**
     * Starts it with keys of its own and waits until it is ready.
     *
     * @param core to run on; empty = any
     * @param settings {@code key=value} beside loopback and a free port
     */
    public static RelayProcess start(OptionalInt core, List<String> settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ThisProgram.command(MAX_HEAP));
        command.add(RelayCommand.NAME);
        ChildProcess process = ChildProcess.start("relay", Cores.pinned(core, command));
        SecureEntropy entropy = new SecureEntropy();
        byte[] key102 = new byte[KEY_BYTES];
        byte[] key101 = new byte[KEY_BYTES];
        entropy.fill(key102);
        entropy.fill(key101);
        List<String> all = new ArrayList<>(List.of("relay.host=127.0.0.1", "relay.port=0"));
        all.addAll(settings);
        RelayTerms terms = new RelayTerms(key102, key101, all);
        try {
            RelayFacts facts = process.ask(RelayCommand.BEGIN, terms, RelayFacts.class, LIMIT);
            return new RelayProcess(process, key102, facts);
        } catch (RuntimeException | InterruptedException failure) {
            process.close();
            throw failure;
        }
    }

    public RelayFacts facts() {
        return facts;
    }

    /** Opens 1.02 tokens. */
    public byte[] key102() {
        return key102.clone();
    }

    public RelaySnapshot snapshot() throws InterruptedException {
        return process.ask(RelayCommand.SNAPSHOT, Map.of(), RelaySnapshot.class, LIMIT);
    }

    /** After the garbage is collected. */
    public RelaySnapshot collectedSnapshot() throws InterruptedException {
        return process.ask(RelayCommand.COLLECTED, Map.of(), RelaySnapshot.class, LIMIT);
    }

    @Override
    public void close() {
        process.close();
    }
}
