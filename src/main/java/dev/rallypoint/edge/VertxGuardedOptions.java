package dev.rallypoint.edge;

import io.vertx.core.net.NetServerOptions;

/**
 * Options of a server of another protocol than HTTP whose connections meet a gate first, before
 * TLS, as those of the HTTP ports do. A Vert.x without {@link VertxGate#transport} knows no gates.
 */
public final class VertxGuardedOptions extends NetServerOptions {
    private final ConnectionDoor door;

    public VertxGuardedOptions(ConnectionDoor door) {
        this.door = door;
    }

    private VertxGuardedOptions(VertxGuardedOptions other) {
        super(other);
        this.door = other.door;
    }

    /** Vert.x works with a copy. */
    @Override
    public VertxGuardedOptions copy() {
        return new VertxGuardedOptions(this);
    }

    ConnectionDoor door() {
        return door;
    }
}
