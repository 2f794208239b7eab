package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.MessageIntegritySha256;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.PasswordAlgorithm;
import dev.rallypoint.protocol.stun.PasswordAlgorithms;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8489 §9.2.5, as a client. */
class TurnRequestsTest {
    private static final TransactionId ID = new TransactionId(1, 2);
    private static final byte[] UNKNOWN_THEN_SHA256_THEN_MD5 = {
        0, 9, 0, 3, 1, 2, 3, 0, 0, 2, 0, 0, 0, 1, 0, 0
    };

    private final TurnRequests requests = new TurnRequests("ann", "secret");

    private static StunWriter challenge(String nonce) {
        StunWriter writer =
                new StunWriter(256).begin(StunClass.ERROR_RESPONSE, StunMessage.ALLOCATE, ID);
        ErrorCode.append(writer, new ErrorCode(401, "Unauthenticated"));
        Realm.append(writer, "test");
        Nonce.append(writer, nonce);
        return writer;
    }

    private boolean isTaken(StunWriter challenge) {
        ByteBuffer bytes = challenge.message();
        return requests.isChallenge(StunMessage.parse(bytes).orElseThrow(), bytes);
    }

    private StunMessage next() {
        requests.begin(StunMessage.ALLOCATE, ID);
        return StunMessage.parse(requests.signed()).orElseThrow();
    }

    @Test
    void theFirstRequestSaysNothing() {
        assertThat(next().attribute(AttributeType.USERNAME)).isEmpty();
        assertThat(next().attribute(AttributeType.MESSAGE_INTEGRITY)).isEmpty();
    }

    @Test
    void theOfferComesBackAndSha256Signs() {
        StunWriter offering = challenge("obMatJos2AAABxyz");
        offering.attribute(AttributeType.PASSWORD_ALGORITHMS, UNKNOWN_THEN_SHA256_THEN_MD5);
        assertThat(isTaken(offering)).isTrue();

        StunMessage request = next();

        assertThat(request.attribute(AttributeType.PASSWORD_ALGORITHMS))
                .contains(ByteBuffer.wrap(UNKNOWN_THEN_SHA256_THEN_MD5));
        assertThat(PasswordAlgorithm.find(request)).contains(PasswordAlgorithm.SHA256);
        assertThat(request.attribute(AttributeType.MESSAGE_INTEGRITY)).isEmpty();
        assertThat(
                        MessageIntegritySha256.isValid(
                                request, StunKey.longTermSha256("ann", "test", "secret")))
                .isTrue();
    }

    @Test
    void oldServersAreAnsweredWithMd5() {
        assertThat(isTaken(challenge("just a nonce"))).isTrue();

        StunMessage request = next();

        assertThat(PasswordAlgorithm.isPresent(request)).isFalse();
        assertThat(MessageIntegrity.isValid(request, StunKey.longTermMd5("ann", "test", "secret")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"obMatJos2AAABxyz", "obMatJos2AAADxyz", "obMatJos2AAA/"})
    void anOfferThatWasTakenOutIsNotAnswered(String nonce) {
        assertThat(isTaken(challenge(nonce))).isFalse();
        assertThat(next().attribute(AttributeType.USERNAME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"obMatJos2AAACxyz", "obMatJos2AAA", "obMatJos3AAAB"})
    void aNonceThatSaysNothingOfAlgorithmsIs(String nonce) {
        assertThat(isTaken(challenge(nonce))).isTrue();
    }

    @Test
    void anotherRefusalOfTheSameCredentialsIsNoChallenge() {
        assertThat(isTaken(challenge("one"))).isTrue();
        assertThat(isTaken(challenge("two"))).isFalse();
    }

    @Test
    void whatNobodyKnowsIsNoAlgorithm() {
        StunWriter offering = challenge("x");
        offering.attribute(AttributeType.PASSWORD_ALGORITHMS, new byte[] {0, 9, 0, 60});

        assertThat(PasswordAlgorithms.best(StunMessage.parse(offering.message()).orElseThrow()))
                .isEmpty();
    }
}
