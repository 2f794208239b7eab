package dev.rallypoint.bench.turn;

import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The little of TURN (RFC 8656) that a load over channels needs: IPv4. */
final class TurnMessages {
    /** Of ChannelData, before the payload: channel number u16, length u16 (RFC 8656 §12.4). */
    static final int CHANNEL_HEADER_BYTES = 4;

    /** The first number a channel may have (RFC 8656 §12). */
    static final int FIRST_CHANNEL = 0x4000;

    private static final int ALLOCATE = 0x003;
    private static final int CHANNEL_BIND = 0x009;
    private static final int CHANNEL_NUMBER = 0x000C;
    private static final int XOR_PEER_ADDRESS = 0x0012;
    private static final int XOR_RELAYED_ADDRESS = 0x0016;
    private static final int REQUESTED_TRANSPORT = 0x0019;

    /** The protocol number of UDP in the first of four bytes (RFC 8656 §18.7). */
    private static final byte[] UDP = {17, 0, 0, 0};

    private static final byte IPV4 = 1;
    private static final int ADDRESS_BYTES = 8;
    private static final int CAPACITY_BYTES = 512;
    private static final int UNAUTHENTICATED = 401;
    private static final int STALE_NONCE = 438;

    private final StunWriter writer = new StunWriter(CAPACITY_BYTES);
    private long requests;
    private Optional<TurnLogin> login;

    /**
     * @param login without realm and nonce yet; empty = the server wants none
     */
    TurnMessages(Optional<TurnLogin> login) {
        this.login = login;
    }

    /** Asks for a relayed UDP address (RFC 8656 §7.1); valid until the next request. */
    ByteBuffer allocate() {
        return signed(begin(ALLOCATE).attribute(REQUESTED_TRANSPORT, UDP));
    }

    /** Binds a channel to a peer (RFC 8656 §12.1); valid until the next request. */
    ByteBuffer bindChannel(int channel, InetSocketAddress peer) {
        byte[] number = {(byte) (channel >>> Byte.SIZE), (byte) channel, 0, 0};
        return signed(
                begin(CHANNEL_BIND)
                        .attribute(CHANNEL_NUMBER, number)
                        .attribute(XOR_PEER_ADDRESS, hidden(peer)));
    }

    private ByteBuffer signed(StunWriter request) {
        login.filter(known -> !known.nonce().isEmpty()).ifPresent(known -> known.sign(request));
        return request.message();
    }

    /**
     * Whether the datagram is a challenge to the last request; if so, the next one is signed with
     * its nonce. A second refusal of the same credentials is none.
     */
    boolean isChallenge(ByteBuffer datagram) {
        boolean isFirst = login.filter(known -> known.nonce().isEmpty()).isPresent();
        int challenge = isFirst ? UNAUTHENTICATED : STALE_NONCE;
        Optional<StunMessage> answer =
                StunMessage.parse(datagram)
                        .filter(
                                message ->
                                        ErrorCode.find(message)
                                                .filter(error -> error.code() == challenge)
                                                .isPresent());
        if (answer.isEmpty()) {
            return false;
        }
        login =
                login.map(
                        known ->
                                known.with(
                                        Realm.find(answer.get()).orElse(""),
                                        Nonce.find(answer.get()).orElse("")));
        return true;
    }

    private StunWriter begin(int method) {
        return writer.begin(StunClass.REQUEST, method, new TransactionId(0, ++requests));
    }

    /** XORed with the magic cookie, as XOR-MAPPED-ADDRESS is (RFC 8489 §14.2). */
    private static ByteBuffer hidden(InetSocketAddress address) {
        int ipv4 = ByteBuffer.wrap(address.getAddress().getAddress()).getInt();
        return ByteBuffer.allocate(ADDRESS_BYTES)
                .put((byte) 0)
                .put(IPV4)
                .putShort((short) (address.getPort() ^ StunMessage.MAGIC_COOKIE >>> Short.SIZE))
                .putInt(ipv4 ^ StunMessage.MAGIC_COOKIE)
                .flip();
    }

    /**
     * Whether the datagram answers the last request with success.
     *
     * @throws TurnRefusedException if it answers with an error
     */
    boolean isSuccess(ByteBuffer datagram) throws TurnRefusedException {
        StunMessage answer = StunMessage.parse(datagram).orElse(null);
        if (answer == null || !answer.transactionId().equals(new TransactionId(0, requests))) {
            return false;
        }
        if (answer.stunClass() == StunClass.ERROR_RESPONSE) {
            throw new TurnRefusedException(ErrorCode.find(answer));
        }
        return answer.stunClass() == StunClass.SUCCESS_RESPONSE;
    }

    /**
     * The port of XOR-RELAYED-ADDRESS in the answer to an Allocate request (RFC 8656 §18.5).
     *
     * @throws IOException if it names none
     */
    static int relayedPort(ByteBuffer datagram) throws IOException {
        return StunMessage.parse(datagram)
                .flatMap(answer -> answer.attribute(XOR_RELAYED_ADDRESS))
                .filter(value -> value.remaining() == ADDRESS_BYTES)
                .map(value -> value.getShort(2) ^ StunMessage.MAGIC_COOKIE >>> Short.SIZE)
                .map(port -> port & 0xFFFF)
                .orElseThrow(() -> new IOException("an allocation without an address"));
    }

    /** Writes the header of ChannelData in front of a payload that is in the buffer already. */
    static void putChannelHeader(ByteBuffer buffer, int channel, int payloadBytes) {
        buffer.putShort(0, (short) channel).putShort(Short.BYTES, (short) payloadBytes);
    }
}
