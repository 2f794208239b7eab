package dev.rallypoint.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A player on a real socket whose wire is tapped: every datagram he sends is kept, as somebody on
 * the way would have it. Driven by the thread of the test.
 */
public final class WirePlayer implements NetcodeClient.Output, Transmit, AutoCloseable {
    private final DatagramChannel channel;
    private final NetcodeClient client;
    private final ByteBuffer buffer = ByteBuffer.allocate(2_048);
    private final List<byte[]> tape = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();

    public WirePlayer(byte[] connectToken) throws IOException {
        channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
        client = new NetcodeClient(connectToken, Aead.ofJdk(), this, this, nowMs());
    }

    private static long nowMs() {
        return System.currentTimeMillis();
    }

    /** Reads what came and does what is due. */
    public void turn() {
        try {
            for (int i = 0; i < 1_000; i++) {
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
                if (from == null) {
                    break;
                }
                client.onDatagram(PeerAddress.of(from), buffer.flip(), nowMs());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client.onTimer(nowMs());
    }

    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(datagram.position(), bytes);
        tape.add(bytes);
        resend(bytes, to.toInetSocketAddress());
    }

    /** From this player's own address, as somebody on his network can who forges it. */
    public void resend(byte[] datagram, InetSocketAddress to) {
        try {
            channel.send(ByteBuffer.wrap(datagram), to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void say(String payload) {
        client.send(ByteBuffer.wrap(payload.getBytes(UTF_8)), nowMs());
    }

    public boolean isConnected() {
        return client.state() == NetcodeClient.State.CONNECTED;
    }

    /** All datagrams he sent. */
    public List<byte[]> tape() {
        return List.copyOf(tape);
    }

    /** All payloads he got. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {}

    @Override
    public void onPayload(ByteBuffer payload, long nowMs) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        heard.add(new String(bytes, UTF_8));
    }

    @Override
    public void onDrop(DropReason reason) {}

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
