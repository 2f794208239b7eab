package dev.rallypoint.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StunMessageTest {
    private static final TransactionId ID = new TransactionId(0x01020304, 0x05060708_090A0B0CL);
    private final StunWriter writer = new StunWriter(4_096);

    @ParameterizedTest
    @EnumSource(StunClass.class)
    void everyMethodAndClassSurvivesItsBits(StunClass stunClass) {
        for (int method = 0; method <= 0xFFF; method++) {
            StunMessage message = written(stunClass, method);

            assertThat(message.stunClass()).isEqualTo(stunClass);
            assertThat(message.method()).isEqualTo(method);
            assertThat(message.is(stunClass, method)).isTrue();
        }
    }

    private StunMessage written(StunClass stunClass, int method) {
        writer.begin(stunClass, method, ID);
        return StunMessage.parse(writer.message()).orElseThrow();
    }

    @Test
    void typesAreThoseOfTheRegistry() {
        assertThat(StunClass.REQUEST.typeOf(StunMessage.BINDING)).isEqualTo(0x0001);
        assertThat(StunClass.INDICATION.typeOf(StunMessage.BINDING)).isEqualTo(0x0011);
        assertThat(StunClass.SUCCESS_RESPONSE.typeOf(StunMessage.BINDING)).isEqualTo(0x0101);
        assertThat(StunClass.ERROR_RESPONSE.typeOf(StunMessage.BINDING)).isEqualTo(0x0111);
        assertThat(StunClass.SUCCESS_RESPONSE.typeOf(0x003)).isEqualTo(0x0103);
    }

    @Test
    void decodingUndoesEncodingForEveryAttribute() {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 2_000; round++) {
            PeerAddress xored = randomAddress(random);
            PeerAddress plain = randomAddress(random);
            String text = "é".repeat(random.nextInt(200)) + "x".repeat(random.nextInt(4));
            ErrorCode error = new ErrorCode(300 + random.nextInt(400), text);
            List<Integer> types = random.ints(random.nextInt(9), 0, 0x10000).boxed().toList();
            StunKey key = StunKey.longTermMd5("name", "realm", text);

            writer.begin(StunClass.ERROR_RESPONSE, random.nextInt(0x1000), ID);
            XorMappedAddress.append(writer, xored);
            MappedAddress.append(writer, plain);
            Software.append(writer, text);
            Username.append(writer, text);
            Realm.append(writer, text);
            Nonce.append(writer, text);
            ErrorCode.append(writer, error);
            UnknownAttributes.append(writer, types);
            MessageIntegrity.append(writer, key);
            MessageIntegritySha256.append(writer, key);
            Fingerprint.append(writer);
            StunMessage message = StunMessage.parse(writer.message()).orElseThrow();

            assertThat(message.transactionId()).isEqualTo(ID);
            assertThat(XorMappedAddress.find(message)).contains(xored);
            assertThat(MappedAddress.find(message)).contains(plain);
            assertThat(Software.find(message)).contains(text);
            assertThat(Username.find(message)).contains(text);
            assertThat(Realm.find(message)).contains(text);
            assertThat(Nonce.find(message)).contains(text);
            assertThat(ErrorCode.find(message)).contains(error);
            assertThat(UnknownAttributes.find(message)).contains(types);
            assertThat(MessageIntegrity.isValid(message, key)).isTrue();
            assertThat(MessageIntegritySha256.isValid(message, key)).isTrue();
            assertThat(Fingerprint.isValid(message)).isTrue();
        }
    }

    private static PeerAddress randomAddress(Random random) {
        return random.nextBoolean()
                ? PeerAddress.ofIpv4(random.nextInt(), random.nextInt(0x10000))
                : new PeerAddress(random.nextLong(), random.nextLong(), random.nextInt(0x10000));
    }

    @Test
    void ignoresWhatFollowsMessageIntegrityExceptTheTwoThatMay() {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, ID);
        Software.append(writer, "before");
        MessageIntegrity.append(writer, StunKey.shortTerm("key"));
        Username.append(writer, "after");
        Fingerprint.append(writer);
        StunMessage message = StunMessage.parse(writer.message()).orElseThrow();

        assertThat(Software.find(message)).contains("before");
        assertThat(Username.find(message)).isEmpty();
        assertThat(Fingerprint.isValid(message)).isTrue();
    }

    @Test
    void theFirstOfTwoEqualAttributesCounts() {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, ID);
        Software.append(writer, "first");
        Software.append(writer, "second");

        assertThat(Software.find(StunMessage.parse(writer.message()).orElseThrow()))
                .contains("first");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 20, 24, 28, 32})
    void acceptsSha256IntegrityShortenedAsTheStandardAllows(int bytes) {
        assertThat(MessageIntegritySha256.isValid(shortened(bytes), KEY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 15, 17, 36})
    void refusesSha256IntegrityOfAnotherLength(int bytes) {
        assertThat(MessageIntegritySha256.isValid(shortened(bytes), KEY)).isFalse();
    }

    private static final StunKey KEY = StunKey.shortTerm("key");

    /** The right HMAC for a value of that length, cut or filled up. */
    private StunMessage shortened(int bytes) {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, ID);
        byte[] hmac =
                Integrity.hmac("HmacSHA256", KEY, writer.message(), writer.lengthBytes(), bytes);
        writer.attribute(
                AttributeType.MESSAGE_INTEGRITY_SHA256, java.util.Arrays.copyOf(hmac, bytes));
        return StunMessage.parse(writer.message()).orElseThrow();
    }

    @Test
    void aFingerprintThatIsNotLastIsWrong() {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, ID);
        Fingerprint.append(writer);
        Software.append(writer, "late");

        assertThat(Fingerprint.isValid(StunMessage.parse(writer.message()).orElseThrow()))
                .isFalse();
    }

    @Test
    void refusesTextsThatDoNotFitTheirAttribute() {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, ID);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Username.append(writer, "x".repeat(509)));
        writer.attribute(AttributeType.USERNAME, new byte[764]);
        assertThat(Username.find(StunMessage.parse(writer.message()).orElseThrow())).isEmpty();
    }

    @Test
    void aTextThatIsNotUtf8IsNoText() {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, ID);
        writer.attribute(AttributeType.USERNAME, new byte[] {(byte) 0xC3, 'x'});

        assertThat(Username.find(StunMessage.parse(writer.message()).orElseThrow())).isEmpty();
    }

    @Test
    void aKeyNeverShowsItself() {
        assertThat(StunKey.shortTerm("hunter2").toString()).doesNotContain("hunter2");
    }

    @Test
    void readsFromTheMiddleOfABuffer() {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, ID);
        Fingerprint.append(writer);
        ByteBuffer around = ByteBuffer.allocate(64).position(7);
        around.put(writer.message());
        int end = around.position();

        StunMessage message = StunMessage.parse(around.position(7).limit(end)).orElseThrow();

        assertThat(Fingerprint.isValid(message)).isTrue();
    }
}
