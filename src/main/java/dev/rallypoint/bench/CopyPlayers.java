package dev.rallypoint.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Players of a relay that only copies: a connected socket each, no session, no keys. */
final class CopyPlayers implements Players {
    private final DatagramChannel[] sockets;
    private final ByteBuffer[] messages;
    private final int lobbySize;
    private final ByteBuffer received;
    private long counted;
    private long taken;

    CopyPlayers(InetSocketAddress relay, RivalPlan step) throws IOException {
        lobbySize = step.lobbySize();
        sockets = new DatagramChannel[step.players()];
        messages = new ByteBuffer[step.players()];
        received = ByteBuffer.allocateDirect(step.payloadBytes());
        for (int player = 0; player < sockets.length; player++) {
            messages[player] =
                    Marks.message(player / lobbySize, player % lobbySize, step.payloadBytes());
            sockets[player] = DatagramChannel.open();
            sockets[player].connect(relay).configureBlocking(false);
        }
    }

    @Override
    public int count() {
        return sockets.length;
    }

    @Override
    public int deliveriesPerSend() {
        return lobbySize - 1;
    }

    @Override
    public void send(int player, boolean isCounted) throws IOException {
        ByteBuffer message = messages[player].clear();
        Marks.count(message, 0, isCounted);
        sockets[player].write(message);
    }

    @Override
    public void drain(int player) throws IOException {
        while (sockets[player].read(received.clear()) >= Marks.BYTES) {
            taken++;
            if (Marks.isCounted(received, 0)) {
                counted++;
            }
        }
    }

    @Override
    public long counted() {
        return counted;
    }

    @Override
    public long taken() {
        return taken;
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel socket : sockets) {
            if (socket != null) {
                socket.close();
            }
        }
    }
}
