package dev.rallypoint.turn;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.StunFraming;
import dev.rallypoint.turn.server.ClientDoor;
import dev.rallypoint.turn.server.ClientTransport;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;

/** One TCP or TLS connection of a STUN or TURN client. */
final class VertxStunConnection implements Transmit {
    /** As many bytes as a UDP client can send at once. */
    private static final int MAX_MESSAGE_BYTES = 2_048;

    /** Waits for a client that does not read; data beyond it is dropped. */
    private static final int BACKLOG_BYTES = 65_536;

    private final NetSocket socket;
    private final PeerAddress client;
    private final ClientDoor door;
    private final Runnable onTooSlow;
    private final StunFraming framing = new StunFraming(MAX_MESSAGE_BYTES);
    private long lastHeardMs;

    /**
     * @param onTooSlow told of each message that the client did not take in time
     */
    VertxStunConnection(
            NetSocket socket, PeerAddress client, ClientTransport transport, Runnable onTooSlow) {
        this.socket = socket;
        this.client = client;
        this.door = new ClientDoor(transport, this);
        this.onTooSlow = onTooSlow;
        socket.setWriteQueueMaxSize(BACKLOG_BYTES);
    }

    ClientDoor door() {
        return door;
    }

    PeerAddress client() {
        return client;
    }

    /** Takes bytes; false if they are no messages and the connection must end. */
    boolean onBytes(Buffer bytes, long nowMs, StunFraming.Receiver receiver) {
        lastHeardMs = nowMs;
        return framing.onBytes(ByteBuffer.wrap(bytes.getBytes()), receiver);
    }

    /** Whether nobody misses it: no allocation, and silent for that long. */
    boolean isIdle(long forMs, long nowMs) {
        return door.isIdle() && nowMs - lastHeardMs >= forMs;
    }

    @Override
    public void send(PeerAddress to, ByteBuffer message) {
        if (socket.writeQueueFull()) {
            onTooSlow.run();
            return;
        }
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        socket.write(Buffer.buffer(bytes));
    }

    void close() {
        socket.close();
    }
}
