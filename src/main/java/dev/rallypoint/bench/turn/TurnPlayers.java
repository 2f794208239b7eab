package dev.rallypoint.bench.turn;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Players behind a TURN server. Each has an allocation and one channel to every other member of its
 * lobby, and sends a message once per channel; the server sends it on to the member's own socket.
 * So a delivery is one datagram in and one out, TURN's cheapest way.
 */
public final class TurnPlayers implements Players {
    private static final int TRIES = 7;
    private static final int ANSWER_MILLIS = 500;
    private static final int LARGEST_ANSWER = 1500;

    private final InetSocketAddress server;
    private final int lobbySize;
    private final int payloadBytes;
    private final DatagramChannel[] sockets;
    private final ByteBuffer[] messages;
    private final TurnMessages requests = new TurnMessages();
    private final ByteBuffer received = ByteBuffer.allocateDirect(LARGEST_ANSWER);
    private long counted;
    private long taken;

    public TurnPlayers(InetSocketAddress server, Lobbies lobbies) throws IOException {
        this.server = server;
        this.lobbySize = lobbies.size();
        this.payloadBytes = lobbies.payloadBytes();
        this.sockets = new DatagramChannel[lobbies.players()];
        this.messages = new ByteBuffer[lobbies.players()];
        for (int player = 0; player < sockets.length; player++) {
            sockets[player] = DatagramChannel.open();
            sockets[player].bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            messages[player] = channelMessage(player);
        }
        for (int player = 0; player < sockets.length; player++) {
            allocateAndBind(player);
            sockets[player].configureBlocking(false);
        }
    }

    private ByteBuffer channelMessage(int player) {
        ByteBuffer payload = Marks.message(player / lobbySize, player % lobbySize, payloadBytes);
        int size = TurnMessages.CHANNEL_HEADER_BYTES + payloadBytes;
        return ByteBuffer.allocateDirect(size)
                .put(TurnMessages.CHANNEL_HEADER_BYTES, payload, 0, payloadBytes);
    }

    private void allocateAndBind(int player) throws IOException {
        ask(sockets[player], requests.allocate());
        int lobby = player - player % lobbySize;
        for (int slot = 0; slot < lobbySize; slot++) {
            if (lobby + slot != player) {
                InetSocketAddress peer =
                        (InetSocketAddress) sockets[lobby + slot].getLocalAddress();
                ask(sockets[player], requests.bindChannel(TurnMessages.FIRST_CHANNEL + slot, peer));
            }
        }
    }

    /** Sends a request until it is answered with success. */
    private void ask(DatagramChannel socket, ByteBuffer request) throws IOException {
        byte[] bytes = new byte[LARGEST_ANSWER];
        socket.socket().setSoTimeout(ANSWER_MILLIS);
        for (int i = 0; i < TRIES; i++) {
            socket.send(request.rewind(), server);
            DatagramPacket answer = new DatagramPacket(bytes, bytes.length);
            try {
                socket.socket().receive(answer);
            } catch (SocketTimeoutException silence) {
                continue;
            }
            if (requests.isSuccess(ByteBuffer.wrap(bytes, 0, answer.getLength()))) {
                return;
            }
        }
        throw new IOException("the TURN server at " + server + " does not answer");
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
        ByteBuffer message = messages[player];
        Marks.count(message, TurnMessages.CHANNEL_HEADER_BYTES, isCounted);
        for (int slot = 0; slot < lobbySize; slot++) {
            if (slot != player % lobbySize) {
                int channel = TurnMessages.FIRST_CHANNEL + slot;
                TurnMessages.putChannelHeader(message, channel, payloadBytes);
                sockets[player].send(message.clear(), server);
            }
        }
    }

    /** What the server relayed comes from the sender's relayed address, without a header. */
    @Override
    public void drain(int player) throws IOException {
        while (sockets[player].receive(received.clear()) != null) {
            if (isForThem(player)) {
                taken++;
                counted += Marks.isCounted(received, 0) ? 1 : 0;
            }
        }
    }

    /** Whether a message of ours was received that belongs to the player's lobby. */
    private boolean isForThem(int player) {
        return received.position() == payloadBytes
                && Marks.lobby(received) == player / lobbySize
                && Marks.slot(received) != player % lobbySize;
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
