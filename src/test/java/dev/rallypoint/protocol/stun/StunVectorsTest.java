package dev.rallypoint.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 5769 §2.1 to §2.4 and RFC 8489 appendix B.1 with its erratum. */
class StunVectorsTest {
    private static final String FILE = "/vectors/stun-rfc5769.json";
    private static final Map<String, Function<StunMessage, Optional<String>>> TEXTS =
            Map.of(
                    "SOFTWARE", Software::find,
                    "USERNAME", Username::find,
                    "REALM", Realm::find,
                    "NONCE", Nonce::find);

    private static Stream<Named<JsonNode>> vectors() throws IOException {
        try (InputStream file = StunVectorsTest.class.getResourceAsStream(FILE)) {
            JsonNode vectors = new ObjectMapper().readTree(file).get("vectors");
            return StreamSupport.stream(vectors.spliterator(), false)
                    .map(vector -> Named.of(vector.get("name").asText(), vector));
        }
    }

    @Test
    void thereAreFive() throws IOException {
        assertThat(vectors()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsTypeAndTransactionId(JsonNode vector) {
        StunMessage message = message(bytes(vector));

        boolean request = vector.get("class").asText().equals("request");
        assertThat(message.stunClass())
                .isEqualTo(request ? StunClass.REQUEST : StunClass.SUCCESS_RESPONSE);
        assertThat(message.method()).isEqualTo(StunMessage.BINDING);
        assertThat(message.hasMagicCookie()).isTrue();
        ByteBuffer id = ByteBuffer.wrap(hex(vector.get("transaction_id")));
        assertThat(message.transactionId()).isEqualTo(new TransactionId(id.getInt(), id.getLong()));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsEveryAttributeInItsOrder(JsonNode vector) throws UnknownHostException {
        StunMessage message = message(bytes(vector));

        StunAttributes attributes = message.attributes();
        for (JsonNode expected : vector.get("attributes")) {
            assertThat(attributes.next()).isTrue();
            assertThat(attributes.type()).isEqualTo(Integer.decode(expected.get("type").asText()));
            assertValue(message, attributes.value(), expected);
        }
        assertThat(attributes.next()).isFalse();
    }

    private static void assertValue(StunMessage message, ByteBuffer value, JsonNode expected)
            throws UnknownHostException {
        if (expected.has("text")) {
            assertThat(TEXTS.get(expected.get("name").asText()).apply(message))
                    .contains(expected.get("text").asText());
        } else if (expected.has("address")) {
            InetAddress host = InetAddress.getByName(expected.get("address").asText());
            assertThat(XorMappedAddress.find(message))
                    .contains(
                            PeerAddress.of(
                                    new InetSocketAddress(host, expected.get("port").asInt())));
        } else if (expected.has("uint")) {
            assertThat(value.getInt()).isEqualTo(expected.get("uint").asInt());
        } else {
            assertThat(value).isEqualTo(ByteBuffer.wrap(hex(expected.get("hex"))));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verifiesIntegrityAndFingerprintOverTheBytesAsReceived(JsonNode vector) {
        byte[] bytes = bytes(vector);

        assertThat(isIntact(bytes, vector)).isTrue();
        assertThat(Fingerprint.isValid(message(bytes)))
                .isEqualTo(Fingerprint.isPresent(message(bytes)));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void noticesEveryChangedBit(JsonNode vector) {
        byte[] original = bytes(vector);
        for (int bit = 0; bit < original.length * Byte.SIZE; bit++) {
            byte[] changed = original.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            boolean passes =
                    StunMessage.parse(ByteBuffer.wrap(changed)).isPresent()
                            && isIntact(changed, vector)
                            && Fingerprint.isValid(message(changed))
                                    == Fingerprint.isPresent(message(original));
            assertThat(passes).as("bit %d", bit).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesAnotherPassword(JsonNode vector) {
        StunMessage message = message(bytes(vector));

        StunKey other = StunKey.shortTerm("another");
        assertThat(MessageIntegrity.isValid(message, other)).isFalse();
        assertThat(MessageIntegritySha256.isValid(message, other)).isFalse();
    }

    private static boolean isIntact(byte[] bytes, JsonNode vector) {
        StunMessage message = message(bytes);
        String password = vector.get("password").asText();
        return switch (vector.get("auth").asText()) {
            case "short-term" -> MessageIntegrity.isValid(message, StunKey.shortTerm(password));
            case "long-term" ->
                    MessageIntegrity.isValid(
                            message,
                            StunKey.longTermMd5(
                                    vector.get("username").asText(),
                                    vector.get("realm").asText(),
                                    password));
            default ->
                    MessageIntegritySha256.isValid(
                            message,
                            StunKey.longTermSha256(
                                    vector.get("username").asText(),
                                    vector.get("realm").asText(),
                                    password));
        };
    }

    private static StunMessage message(byte[] bytes) {
        return StunMessage.parse(ByteBuffer.wrap(bytes)).orElseThrow();
    }

    private static byte[] bytes(JsonNode vector) {
        return hex(vector.get("hex"));
    }

    private static byte[] hex(JsonNode text) {
        return HexFormat.of().parseHex(text.asText());
    }
}
