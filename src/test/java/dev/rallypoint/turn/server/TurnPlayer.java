package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A client of a {@link TurnWorld}, which does as RFC 8656 says unless told otherwise. */
final class TurnPlayer {
    static final String REALM = "rallypoint";

    final TurnWorld world;
    final PeerAddress address;
    final ClientDoor door;

    /** What came, oldest first. */
    final List<ByteBuffer> received = new ArrayList<>();

    /** Counts what comes instead of keeping it. */
    boolean isQuiet;

    long receivedQuietly;
    TurnCredentials credentials;
    String nonce = "";
    private long lastId;

    TurnPlayer(TurnWorld world, PeerAddress address, ClientTransport transport) {
        this.world = world;
        this.address = address;
        door = new ClientDoor(transport, this::take);
        credentials = credentials("0123456789abcdef");
    }

    private void take(PeerAddress to, ByteBuffer message) {
        if (isQuiet) {
            receivedQuietly += message.remaining();
        } else {
            received.add(copy(message));
        }
    }

    TurnCredentials credentials(String playerId) {
        return TurnCredentials.of(TurnWorld.SECRET, playerId, world.nowMs + 600_000);
    }

    private static ByteBuffer copy(ByteBuffer message) {
        return ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
    }

    TransactionId nextId() {
        return new TransactionId(address.port(), ++lastId);
    }

    StunKey key() {
        return StunKey.longTermMd5(credentials.username(), REALM, credentials.password());
    }

    /** The last thing that came, which must be an answer. */
    StunMessage last() {
        return StunMessage.parse(received.get(received.size() - 1).duplicate()).orElseThrow();
    }

    /** A request with name, realm, nonce and integrity. */
    StunWriter signed(int method, TransactionId id, Consumer<StunWriter> attributes) {
        StunWriter writer = new StunWriter(2_048).begin(StunClass.REQUEST, method, id);
        attributes.accept(writer);
        Username.append(writer, credentials.username());
        Realm.append(writer, REALM);
        Nonce.append(writer, nonce);
        MessageIntegrity.append(writer, key());
        return writer;
    }

    /** Sends as it is; the answer, if there is one. */
    Optional<DropReason> send(StunWriter writer) {
        return world.request(door, address, writer.message());
    }

    /** Asks without credentials, for a nonce. */
    void learnNonce() {
        StunWriter bare = new StunWriter(64).begin(StunClass.REQUEST, 3, nextId());
        RequestedTransport.append(bare, RequestedTransport.UDP);
        send(bare);
        nonce = Nonce.find(last()).orElseThrow();
    }

    /** Asks as clients do; the answer. */
    StunMessage ask(int method, Consumer<StunWriter> attributes) {
        if (nonce.isEmpty()) {
            learnNonce();
        }
        send(signed(method, nextId(), attributes));
        return last();
    }

    /** 0 = success, else the error's code. */
    static int code(StunMessage answer) {
        return answer.stunClass() == StunClass.SUCCESS_RESPONSE
                ? 0
                : ErrorCode.find(answer).orElseThrow().code();
    }

    StunMessage allocateWith(Consumer<StunWriter> attributes) {
        return ask(
                StunMessage.ALLOCATE,
                writer -> {
                    RequestedTransport.append(writer, RequestedTransport.UDP);
                    attributes.accept(writer);
                });
    }

    /** Has an allocation afterwards; its relayed address. */
    PeerAddress allocate() {
        StunMessage answer = allocateWith(nothing -> {});
        assertThat(code(answer)).isZero();
        return XorRelayedAddress.all(answer).get(0);
    }

    int refresh(long seconds) {
        return code(ask(StunMessage.REFRESH, writer -> Lifetime.append(writer, seconds)));
    }

    int permit(PeerAddress... peers) {
        return code(
                ask(
                        StunMessage.CREATE_PERMISSION,
                        writer -> {
                            for (PeerAddress peer : peers) {
                                XorPeerAddress.append(writer, peer);
                            }
                        }));
    }

    int bind(int channel, PeerAddress peer) {
        return code(
                ask(
                        StunMessage.CHANNEL_BIND,
                        writer -> {
                            ChannelNumber.append(writer, channel);
                            XorPeerAddress.append(writer, peer);
                        }));
    }

    void sendData(PeerAddress peer, String data) {
        onData(indication(peer, data).message());
    }

    void sendUnfragmented(PeerAddress peer, String data) {
        StunWriter writer = indication(peer, data);
        DontFragment.append(writer);
        onData(writer.message());
    }

    StunWriter indication(PeerAddress peer, String data) {
        StunWriter writer =
                new StunWriter(4_096).begin(StunClass.INDICATION, StunMessage.SEND, nextId());
        XorPeerAddress.append(writer, peer);
        Data.append(writer, ByteBuffer.wrap(bytes(data)));
        return writer;
    }

    void sendChannelData(int channel, String data) {
        onData(channelData(channel, data));
    }

    static ByteBuffer channelData(int channel, String data) {
        byte[] bytes = bytes(data);
        ByteBuffer message = ByteBuffer.allocate(ChannelData.HEADER_BYTES + bytes.length);
        ChannelData.putHeader(message, 0, channel, bytes.length);
        return message.put(ChannelData.HEADER_BYTES, bytes);
    }

    void onData(ByteBuffer message) {
        world.server.onData(door, address, message, world.nowMs);
    }

    static byte[] bytes(String data) {
        return data.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(ByteBuffer data) {
        return StandardCharsets.ISO_8859_1.decode(data.duplicate()).toString();
    }
}
