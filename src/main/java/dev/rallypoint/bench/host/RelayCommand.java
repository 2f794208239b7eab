package dev.rallypoint.bench.host;

import dev.rallypoint.bench.process.Orders;
import dev.rallypoint.runtime.LogbackLogging;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code rallypoint bench-relay}: started by {@code bench}, not by people. */
@Command(name = RelayCommand.NAME, hidden = true, description = "the relay process of bench")
public final class RelayCommand implements Callable<Integer> {
    static final String NAME = "bench-relay";
    static final String BEGIN = "begin";
    static final String SNAPSHOT = "snapshot";
    static final String COLLECTED = "collected";
    private static final Duration LOOK = Duration.ofSeconds(10);

    @Override
    public Integer call() throws InterruptedException {
        LogbackLogging.configureQuiet();
        Orders orders = new Orders(System.in, System.out, () -> System.exit(0));
        Optional<VertxRelayHost> relay = Optional.empty();
        while (true) {
            Optional<Orders.Order> next = orders.next(LOOK);
            if (next.isEmpty()) {
                continue;
            }
            Orders.Order order = next.get();
            try {
                if (order.verb().equals(BEGIN)) {
                    relay = Optional.of(new VertxRelayHost(order.as(RelayTerms.class)));
                    orders.answer(relay.get().facts());
                } else {
                    orders.answer(snapshot(order.verb(), relay.orElseThrow()));
                }
            } catch (RuntimeException failure) {
                orders.fail(failure.toString());
            }
        }
    }

    private static RelaySnapshot snapshot(String verb, VertxRelayHost relay) {
        return verb.equals(COLLECTED) ? relay.collectedSnapshot() : relay.snapshot();
    }
}
