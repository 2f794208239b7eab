package dev.rallypoint.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.support.Frugal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** What stands inside the payloads of a framed match, on both ends. */
class FramedGuidedFuzzTest {
    /** A checked header says the same after it was written anew, in either byte order. */
    @FuzzTest
    void header(byte[] bytes) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer payload = ByteBuffer.wrap(bytes).order(order);
            DropReason fromClient =
                    Frugal.decode(bytes.length, 0, () -> FramedHeader.checkFromClient(payload));
            DropReason fromRelay = FramedHeader.checkFromRelay(payload);
            assertThat(payload.position()).isZero();
            if (fromClient == null || fromRelay == null) {
                assertSaysTheSameAgain(payload);
            }
        }
    }

    private static void assertSaysTheSameAgain(ByteBuffer payload) {
        boolean isState = FramedHeader.channel(payload) == FramedHeader.Channel.STATE;
        ByteBuffer copy = ByteBuffer.allocate(FramedHeader.STATE_BYTES).order(payload.order());
        if (isState) {
            FramedHeader.writeState(
                    copy,
                    FramedHeader.destination(payload),
                    FramedHeader.slot(payload),
                    FramedHeader.stateSequence(payload));
        } else {
            FramedHeader.write(
                    copy,
                    FramedHeader.destination(payload),
                    FramedHeader.channel(payload),
                    FramedHeader.slot(payload));
        }
        assertThat(copy.flip()).isEqualTo(payload.slice(0, copy.limit()));
        int body = FramedHeader.bodyIndex(payload);
        assertThat(body).isEqualTo(copy.limit()).isLessThanOrEqualTo(payload.limit());
        if (FramedHeader.destination(payload) == FramedHeader.Destination.RELAY) {
            readControl(payload);
        }
    }

    private static void readControl(ByteBuffer payload) {
        RelayControl.kind(payload)
                .ifPresent(
                        kind -> {
                            assertThat(payload.remaining()).isEqualTo(kind.bytes());
                            assertThat(RelayControl.isClockRequest(payload))
                                    .isEqualTo(kind == RelayControl.Kind.CLOCK_REQUEST);
                            assertThat(RelayControl.isPathResponse(payload))
                                    .isEqualTo(kind == RelayControl.Kind.PATH_RESPONSE);
                            switch (kind) {
                                case CLOCK_REQUEST -> RelayControl.clientMicros(payload);
                                case CLOCK_REPLY -> RelayControl.relayMicros(payload);
                                case PATH_CHALLENGE, PATH_RESPONSE ->
                                        RelayControl.pathChallenge(payload);
                                case PEER_CONNECTED, PEER_DISCONNECTED ->
                                        assertThat(RelayControl.peerSlot(payload))
                                                .isBetween(0, 255);
                            }
                        });
    }

    /** What was read is the same after it was written and read again. */
    @FuzzTest
    void directControl(byte[] bytes) {
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        if (FramedHeader.checkFromClient(payload) != null) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(DirectControl.MAX_BYTES);
        DirectControl.readOffer(payload)
                .ifPresent(
                        offer -> {
                            DirectControl.writeOffer(copy.clear(), offer);
                            assertThat(DirectControl.readOffer(copy.flip())).contains(offer);
                        });
        DirectControl.readPeer(payload)
                .ifPresent(
                        peer -> {
                            DirectControl.writePeer(copy.clear(), peer);
                            DirectControl.Peer again =
                                    DirectControl.readPeer(copy.flip()).orElseThrow();
                            assertThat(again.candidates()).isEqualTo(peer.candidates());
                            assertThat(again.toPeer()).isEqualTo(peer.toPeer());
                            assertThat(again.fromPeer()).isEqualTo(peer.fromPeer());
                        });
        if (DirectControl.isServed(payload)) {
            DirectControl.writeServed(copy.clear(), DirectControl.served(payload));
            assertThat(DirectControl.served(copy.flip())).isEqualTo(DirectControl.served(payload));
        }
    }

    /** Never past the end, always onwards; what is taken out and put together is the same. */
    @FuzzTest
    void bundle(byte[] bytes) {
        ByteBuffer bundle = ByteBuffer.wrap(bytes);
        if (!Bundle.isBundle(bundle)) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.length);
        Bundle.begin(copy);
        bundle.position(Bundle.HEADER_BYTES);
        int next = Bundle.nextBytes(bundle);
        while (next >= 0) {
            int at = bundle.position() + Bundle.LENGTH_BYTES;
            Bundle.append(copy, bundle.slice(at, next));
            bundle.position(at + next);
            next = Bundle.nextBytes(bundle);
        }
        assertThat(copy.flip()).isEqualTo(ByteBuffer.wrap(bytes, 0, bundle.position()));
    }

    /** User data of a connect token, which other matchmakers may make as well. */
    @FuzzTest
    void ticket(byte[] bytes) {
        for (byte[] userData : List.of(bytes, Arrays.copyOf(bytes, MatchTicket.USER_DATA_BYTES))) {
            MatchTicket.decode(userData)
                    .ifPresent(
                            ticket -> {
                                assertThat(ticket.slot()).isBetween(0, ticket.slots() - 1);
                                assertThat(MatchTicket.decode(ticket.encode())).contains(ticket);
                            });
        }
    }
}
