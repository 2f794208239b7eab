package dev.rallypoint.relay;

import dev.rallypoint.contract.RelayConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the relays of a node: what of the node's ports and limits is its own.
 *
 * @param index 0 to {@code relay.loops} - 1
 */
public record RelayLoop(RelayConfig config, int index) {
    private static final int MAX_PORT = 65_535;

    /**
     * All relays of a node, in the order of their ports.
     *
     * @throws IllegalArgumentException if there are not that many ports after relay.port
     */
    public static List<RelayLoop> all(RelayConfig config) {
        int last = config.port() + config.loops() - 1;
        if (config.port() != 0 && last > MAX_PORT) {
            throw new IllegalArgumentException(
                    String.format(
                            "relay.loops = %d with relay.port = %d is not 1..%d: the last port"
                                    + " would be %d",
                            config.loops(), config.port(), MAX_PORT - config.port() + 1, last));
        }
        return IntStream.range(0, config.loops())
                .mapToObj(index -> new RelayLoop(config, index))
                .toList();
    }

    /** The UDP port to bind; 0 = any free one. */
    public int port() {
        return config.port() == 0 ? 0 : config.port() + index;
    }

    /** {@code relay.port}, {@code relay.port + 1}, … */
    public String portKey() {
        return index == 0 ? "relay.port" : "relay.port + " + index;
    }

    /** Sessions it takes: an equal share of the node's, rounded up. */
    public int maxSessions() {
        return share(config.maxSessions());
    }

    private int share(int ofNode) {
        return (ofNode - 1) / config.loops() + 1;
    }

    /** The value of the metric label {@code loop}: 0 to 63. */
    public String label() {
        return Integer.toString(index);
    }
}
