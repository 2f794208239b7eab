package dev.rallypoint.protocol.stun;

import static dev.rallypoint.protocol.stun.Requests.IPV4;
import static dev.rallypoint.protocol.stun.Requests.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hostile bytes; the seed is fixed and each failure names its round. */
class StunFuzzTest {
    private static final long SEED = 5_769;
    private static final int ROUNDS = 200_000;
    private final Random random = new Random(SEED);
    private final BindingResponder responder = new BindingResponder("Rallypoint");

    @Test
    void noBytesMakeTheReaderThrow() {
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = hostile();
            try {
                read += StunMessage.parse(ByteBuffer.wrap(bytes)).map(this::readAll).orElse(0);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", round " + round, e);
            }
        }
        // Many of the mutants must get past the header, or nothing was tried.
        assertThat(read).isGreaterThan(ROUNDS / 10);
    }

    private int readAll(StunMessage message) {
        StunKey key = StunKey.shortTerm("key");
        XorMappedAddress.find(message);
        MappedAddress.find(message);
        Software.find(message);
        Username.find(message);
        Realm.find(message);
        Nonce.find(message);
        ErrorCode.find(message);
        UnknownAttributes.find(message);
        MessageIntegrity.isValid(message, key);
        MessageIntegritySha256.isValid(message, key);
        Fingerprint.isValid(message);
        return 1;
    }

    /** Noise, or a message with a few bits flipped, cut or lengthened. */
    private byte[] hostile() {
        if (random.nextInt(8) == 0) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = Requests.bytes(rich());
        for (int flips = random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(8) == 0
                ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 20))
                : bytes;
    }

    private StunWriter rich() {
        StunWriter writer = Requests.random(random);
        if (random.nextInt(3) == 0) {
            writer.begin(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING, Requests.ID);
            XorMappedAddress.append(writer, random.nextBoolean() ? IPV4 : IPV6);
            ErrorCode.append(writer, ErrorCode.UNKNOWN_ATTRIBUTE);
            Software.append(writer, "é");
            MessageIntegritySha256.append(writer, StunKey.shortTerm("key"));
            Fingerprint.append(writer);
        }
        return writer;
    }

    @Test
    void noAnswerIsLargerThanThreeTimesItsRequest() {
        int answers = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StunWriter writer = Requests.random(random);
            StunMessage request =
                    random.nextInt(4) == 0 ? Requests.classic(writer) : Requests.parsed(writer);
            PeerAddress asker = random.nextBoolean() ? IPV4 : IPV6;
            Requests.Sent sent = new Requests.Sent();

            responder.onRequest(asker, request, sent);

            for (byte[] answer : sent.datagrams) {
                answers++;
                assertThat(answer.length)
                        .as("seed %d, round %d", SEED, round)
                        .isLessThanOrEqualTo(3 * request.lengthBytes());
                assertThat(StunMessage.parse(ByteBuffer.wrap(answer))).isPresent();
            }
        }
        assertThat(answers).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void aClientTransactionSurvivesAnything() {
        for (int round = 0; round < ROUNDS; round++) {
            Requests.Sent sent = new Requests.Sent();
            RecordedOutcome outcome = new RecordedOutcome();
            StunClientTransaction transaction =
                    new StunClientTransaction(
                            IPV4, Requests.ID, Retransmission.RFC_8489, sent, outcome);
            transaction.start(0);
            try {
                transaction.onDatagram(IPV4, ByteBuffer.wrap(hostile()), 5);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", round " + round, e);
            }
            assertThat(outcome.events).hasSizeLessThanOrEqualTo(1);
        }
    }
}
