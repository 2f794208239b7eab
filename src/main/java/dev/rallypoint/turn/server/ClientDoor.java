package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way in for clients: a UDP port, or one TCP or TLS connection. A door and a client's address
 * are a 5-tuple (RFC 8656 §2): the door stands for the server's address and the protocol.
 */
public final class ClientDoor {
    private final ClientTransport transport;
    private final Transmit out;
    private final Map<PeerAddress, Allocation> allocations = new HashMap<>();

    /**
     * @param out sends to a client of this door
     */
    public ClientDoor(ClientTransport transport, Transmit out) {
        this.transport = transport;
        this.out = out;
    }

    public ClientTransport transport() {
        return transport;
    }

    /** Whether the sender's address may be forged, and answers must therefore be small. */
    public boolean isSpoofable() {
        return transport == ClientTransport.UDP;
    }

    /** Sends one message, position to limit; valid during the call only. */
    public void send(PeerAddress client, ByteBuffer message) {
        out.send(client, message);
    }

    /** For what answers by itself. */
    public Transmit out() {
        return out;
    }

    /** The allocation of a 5-tuple, or null: for the packet path. */
    Allocation allocationOf(PeerAddress client) {
        return allocations.get(client);
    }

    Optional<Allocation> findAllocation(PeerAddress client) {
        return Optional.ofNullable(allocations.get(client));
    }

    void put(Allocation allocation) {
        allocations.put(allocation.client(), allocation);
    }

    void remove(Allocation allocation) {
        allocations.remove(allocation.client(), allocation);
    }

    List<Allocation> allocations() {
        return List.copyOf(allocations.values());
    }

    /** Whether nobody holds an allocation through it. */
    public boolean isIdle() {
        return allocations.isEmpty();
    }
}
