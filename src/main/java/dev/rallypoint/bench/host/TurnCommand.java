package dev.rallypoint.bench.host;

import dev.rallypoint.runtime.LogbackLogging;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** {@code rallypoint bench-turn-server}: started by {@code bench-turn}, not by people. */
@Command(name = TurnCommand.NAME, hidden = true, description = "the TURN process of bench-turn")
public final class TurnCommand implements Callable<Integer> {
    public static final String NAME = "bench-turn-server";

    /** How the line begins that has host, port, user name and password behind it. */
    public static final String READY = "turn";

    @Override
    public Integer call() throws InterruptedException {
        LogbackLogging.configureQuiet();
        VertxTurnHost host = new VertxTurnHost();
        System.out.println(
                String.join(
                        " ",
                        READY,
                        VertxTurnHost.HOST,
                        String.valueOf(host.port()),
                        host.credentials().username(),
                        host.credentials().password()));
        new CountDownLatch(1).await();
        return 0;
    }
}
