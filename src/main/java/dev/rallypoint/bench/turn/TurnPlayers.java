package dev.rallypoint.bench.turn;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Players behind a TURN server. Each has an allocation and one channel to every other member of its
 * lobby, and sends a message once per channel.
 */
public final class TurnPlayers implements Players {
    private static final int TRIES = 7;
    private static final int ANSWER_MILLIS = 500;
    private static final int LARGEST_ANSWER = 1500;

    private final InetSocketAddress server;
    private final TurnPath path;
    private final int lobbySize;
    private final int payloadBytes;
    private final DatagramChannel[] sockets;
    private final ByteBuffer[] messages;
    private final InetSocketAddress[] peers;
    private final TurnMessages requests;
    private final ByteBuffer received = ByteBuffer.allocateDirect(LARGEST_ANSWER);
    private long counted;
    private long taken;

    /** Of a server that wants no credentials. */
    public TurnPlayers(InetSocketAddress server, Lobbies lobbies, TurnPath path)
            throws IOException {
        this(server, Optional.empty(), lobbies, path);
    }

    public TurnPlayers(
            InetSocketAddress server, Optional<TurnLogin> login, Lobbies lobbies, TurnPath path)
            throws IOException {
        this.server = server;
        this.requests = new TurnMessages(login);
        this.path = path;
        this.lobbySize = lobbies.size();
        this.payloadBytes = lobbies.payloadBytes();
        this.sockets = new DatagramChannel[lobbies.players()];
        this.messages = new ByteBuffer[lobbies.players()];
        this.peers = new InetSocketAddress[lobbies.players()];
        try {
            connect();
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private void connect() throws IOException {
        for (int player = 0; player < sockets.length; player++) {
            sockets[player] = DatagramChannel.open();
            sockets[player].bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            messages[player] = channelMessage(player);
            peers[player] = peer(player, allocate(sockets[player]));
        }
        for (int player = 0; player < sockets.length; player++) {
            bindChannels(player);
        }
        for (DatagramChannel socket : sockets) {
            socket.configureBlocking(false);
        }
    }

    private ByteBuffer allocate(DatagramChannel socket) throws IOException {
        return ask(socket, requests::allocate);
    }

    /** Where others send what is for that player. */
    private InetSocketAddress peer(int player, ByteBuffer allocation) throws IOException {
        return path == TurnPath.BOTH_RELAYED
                ? new InetSocketAddress(server.getAddress(), TurnMessages.relayedPort(allocation))
                : (InetSocketAddress) sockets[player].getLocalAddress();
    }

    private ByteBuffer channelMessage(int player) {
        ByteBuffer payload = Marks.message(player / lobbySize, player % lobbySize, payloadBytes);
        int size = TurnMessages.CHANNEL_HEADER_BYTES + payloadBytes;
        return ByteBuffer.allocateDirect(size)
                .put(TurnMessages.CHANNEL_HEADER_BYTES, payload, 0, payloadBytes);
    }

    private void bindChannels(int player) throws IOException {
        int lobby = player - player % lobbySize;
        for (int slot = 0; slot < lobbySize; slot++) {
            if (lobby + slot != player) {
                int channel = TurnMessages.FIRST_CHANNEL + slot;
                InetSocketAddress peer = peers[lobby + slot];
                ask(sockets[player], () -> requests.bindChannel(channel, peer));
            }
        }
    }

    /**
     * Sends a request until it is answered with success; the answer. Where the server wants
     * credentials, it is signed anew whenever a nonce of another socket is refused.
     */
    private ByteBuffer ask(DatagramChannel socket, Supplier<ByteBuffer> request)
            throws IOException {
        byte[] bytes = new byte[LARGEST_ANSWER];
        socket.socket().setSoTimeout(ANSWER_MILLIS);
        ByteBuffer current = request.get();
        for (int i = 0; i < TRIES; i++) {
            socket.send(current.rewind(), server);
            DatagramPacket answer = new DatagramPacket(bytes, bytes.length);
            try {
                socket.socket().receive(answer);
            } catch (SocketTimeoutException silence) {
                continue;
            }
            ByteBuffer datagram = ByteBuffer.wrap(bytes, 0, answer.getLength());
            if (requests.isChallenge(datagram)) {
                current = request.get();
            } else if (requests.isSuccess(datagram)) {
                return datagram;
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

    @Override
    public void drain(int player) throws IOException {
        while (sockets[player].receive(received.clear()) != null) {
            if (isForThem(player)) {
                taken++;
                counted += Marks.isCounted(received, path.headerBytes()) ? 1 : 0;
            }
        }
    }

    /** Whether a message of ours was received that belongs to the player's lobby. */
    private boolean isForThem(int player) {
        int at = path.headerBytes();
        return received.position() == at + payloadBytes
                && Marks.lobby(received, at) == player / lobbySize
                && Marks.slot(received, at) != player % lobbySize;
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
