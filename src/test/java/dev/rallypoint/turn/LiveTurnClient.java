package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.ChannelData;
import dev.rallypoint.protocol.stun.ChannelNumber;
import dev.rallypoint.protocol.stun.Data;
import dev.rallypoint.protocol.stun.DontFragment;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.Lifetime;
import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.RequestedTransport;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.Username;
import dev.rallypoint.protocol.stun.XorPeerAddress;
import dev.rallypoint.protocol.stun.XorRelayedAddress;
import dev.rallypoint.turn.server.TurnCredentials;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** A plain TURN client over UDP or TCP, on loopback. */
final class LiveTurnClient implements AutoCloseable {
    private static final String REALM = "rallypoint";

    private interface Wire extends AutoCloseable {
        void send(byte[] bytes) throws IOException;

        byte[] receive() throws IOException;

        @Override
        void close() throws IOException;
    }

    private final Wire wire;
    private final TurnCredentials credentials = StunNode.credentials("0123456789abcdef");
    private String nonce = "";
    private long lastId = System.nanoTime();

    private LiveTurnClient(Wire wire) {
        this.wire = wire;
    }

    static LiveTurnClient udp(StunNode node) throws IOException {
        return udp(node, 0);
    }

    /** From that local port. */
    static LiveTurnClient udp(StunNode node, int localPort) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, localPort));
        socket.setSoTimeout(LoopbackClient.PATIENCE_MS);
        socket.connect(new InetSocketAddress(loopback, node.port()));
        return new LiveTurnClient(
                new Wire() {
                    @Override
                    public void send(byte[] bytes) throws IOException {
                        socket.send(new DatagramPacket(bytes, bytes.length));
                    }

                    @Override
                    public byte[] receive() throws IOException {
                        DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
                        socket.receive(packet);
                        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                    }

                    @Override
                    public void close() {
                        socket.close();
                    }
                });
    }

    static LiveTurnClient tcp(StunNode node) throws IOException {
        Socket socket = new Socket("127.0.0.1", node.tcpPort());
        socket.setSoTimeout(LoopbackClient.PATIENCE_MS);
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return new LiveTurnClient(
                new Wire() {
                    @Override
                    public void send(byte[] bytes) throws IOException {
                        socket.getOutputStream().write(bytes);
                    }

                    @Override
                    public byte[] receive() throws IOException {
                        byte[] head = in.readNBytes(4);
                        int length = (head[2] & 0xFF) << 8 | head[3] & 0xFF;
                        int rest = head[0] < 0x40 ? 16 + length : length + 3 & ~3;
                        return ByteBuffer.allocate(4 + rest)
                                .put(head)
                                .put(in.readNBytes(rest))
                                .array();
                    }

                    @Override
                    public void close() throws IOException {
                        socket.close();
                    }
                });
    }

    static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        return bytes;
    }

    void sendBytes(byte[] bytes) throws IOException {
        wire.send(bytes);
    }

    ByteBuffer receive() throws IOException {
        return ByteBuffer.wrap(wire.receive());
    }

    StunMessage receiveMessage() throws IOException {
        return StunMessage.parse(receive()).orElseThrow();
    }

    /** A request as it should be. */
    byte[] request(int method, Consumer<StunWriter> attributes) throws IOException {
        if (nonce.isEmpty()) {
            StunWriter bare = begin(StunClass.REQUEST, StunMessage.ALLOCATE);
            RequestedTransport.append(bare, RequestedTransport.UDP);
            wire.send(bytes(bare.message()));
            nonce = Nonce.find(receiveMessage()).orElseThrow();
        }
        StunWriter writer = begin(StunClass.REQUEST, method);
        attributes.accept(writer);
        Username.append(writer, credentials.username());
        Realm.append(writer, REALM);
        Nonce.append(writer, nonce);
        MessageIntegrity.append(
                writer, StunKey.longTermMd5(credentials.username(), REALM, credentials.password()));
        return bytes(writer.message());
    }

    private StunWriter begin(StunClass stunClass, int method) {
        return new StunWriter(4_096).begin(stunClass, method, new TransactionId(3, ++lastId));
    }

    StunMessage ask(int method, Consumer<StunWriter> attributes) throws IOException {
        wire.send(request(method, attributes));
        StunMessage answer = receiveMessage();
        while (answer.stunClass() == StunClass.INDICATION) {
            answer = receiveMessage();
        }
        return answer;
    }

    static int code(StunMessage answer) {
        return answer.stunClass() == StunClass.SUCCESS_RESPONSE
                ? 0
                : ErrorCode.find(answer).orElseThrow().code();
    }

    StunMessage tryAllocate() throws IOException {
        return ask(
                StunMessage.ALLOCATE,
                writer -> RequestedTransport.append(writer, RequestedTransport.UDP));
    }

    PeerAddress allocate() throws IOException {
        StunMessage answer = tryAllocate();
        assertThat(code(answer)).isZero();
        return XorRelayedAddress.all(answer).get(0);
    }

    int refresh(int seconds) throws IOException {
        return code(ask(StunMessage.REFRESH, writer -> Lifetime.append(writer, seconds)));
    }

    int permit(PeerAddress peer) throws IOException {
        return code(
                ask(StunMessage.CREATE_PERMISSION, writer -> XorPeerAddress.append(writer, peer)));
    }

    int bind(int channel, PeerAddress peer) throws IOException {
        return code(
                ask(
                        StunMessage.CHANNEL_BIND,
                        writer -> {
                            ChannelNumber.append(writer, channel);
                            XorPeerAddress.append(writer, peer);
                        }));
    }

    byte[] indication(PeerAddress peer, byte[] data, boolean unfragmented) {
        StunWriter writer = begin(StunClass.INDICATION, StunMessage.SEND);
        XorPeerAddress.append(writer, peer);
        Data.append(writer, ByteBuffer.wrap(data));
        if (unfragmented) {
            DontFragment.append(writer);
        }
        return bytes(writer.message());
    }

    void sendData(PeerAddress peer, byte[] data) throws IOException {
        wire.send(indication(peer, data, false));
    }

    void sendUnfragmented(PeerAddress peer, byte[] data) throws IOException {
        wire.send(indication(peer, data, true));
    }

    static byte[] channelData(int channel, byte[] data, int paddedTo) {
        ByteBuffer message =
                ByteBuffer.allocate(Math.max(paddedTo, ChannelData.HEADER_BYTES + data.length));
        ChannelData.putHeader(message, 0, channel, data.length);
        return message.put(ChannelData.HEADER_BYTES, data).array();
    }

    /** The next data that comes; empty if it is an answer. */
    Optional<byte[]> receiveData() throws IOException {
        ByteBuffer message = receive();
        if (ChannelData.isChannelData(message)) {
            return Optional.of(bytes(message.slice(4, ChannelData.lengthBytes(message))));
        }
        return Data.find(StunMessage.parse(message).orElseThrow()).map(LiveTurnClient::bytes);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
