package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.Fingerprint;
import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.MessageIntegritySha256;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.PasswordAlgorithm;
import dev.rallypoint.protocol.stun.PasswordAlgorithms;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.RequestedTransport;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.Username;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8489 §9.2.4, step by step. */
class AuthenticationTest {
    private final TurnWorld world = new TurnWorld();
    private final TurnPlayer player = world.player("192.0.2.9:4000");

    private StunWriter allocate() {
        StunWriter writer =
                new StunWriter(2_048)
                        .begin(StunClass.REQUEST, StunMessage.ALLOCATE, player.nextId());
        RequestedTransport.append(writer, RequestedTransport.UDP);
        return writer;
    }

    private int code() {
        return TurnPlayer.code(player.last());
    }

    @Test
    void withoutIntegrityItIs401WithRealmAndNonceAndNoIntegrity() {
        player.send(allocate());

        StunMessage answer = player.last();
        assertThat(code()).isEqualTo(401);
        assertThat(Realm.find(answer)).contains("rallypoint");
        assertThat(Nonce.find(answer)).isPresent();
        assertThat(answer.attribute(AttributeType.MESSAGE_INTEGRITY)).isEmpty();
        assertThat(answer.attribute(AttributeType.USERNAME)).isEmpty();
    }

    @Test
    void aRequestWithRoomForItIsOfferedPasswordAlgorithms() {
        StunWriter writer = allocate();
        Username.append(writer, "a name that makes the request long enough for it");
        player.send(writer);

        assertThat(Nonce.find(player.last()).orElseThrow()).startsWith("obMatJos2AAAB");
        assertThat(PasswordAlgorithms.isOffer(player.last())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {AttributeType.USERNAME, AttributeType.REALM, AttributeType.NONCE})
    void integrityWithoutNameRealmOrNonceIs400(int missing) {
        player.learnNonce();
        StunWriter writer = allocate();
        if (missing != AttributeType.USERNAME) {
            Username.append(writer, player.credentials.username());
        }
        if (missing != AttributeType.REALM) {
            Realm.append(writer, TurnPlayer.REALM);
        }
        if (missing != AttributeType.NONCE) {
            Nonce.append(writer, player.nonce);
        }
        MessageIntegrity.append(writer, player.key());
        player.send(writer);

        assertThat(code()).isEqualTo(400);
        assertThat(player.last().attribute(AttributeType.MESSAGE_INTEGRITY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "x",
                "1700000600",
                "1700000600:",
                "x:y",
                "-5:y",
                "99999999999999:y"
            })
    void aNameOfAnotherFormIs401(String name) {
        player.learnNonce();
        player.credentials = new TurnCredentials(name, TurnWorld.SECRET.passwordOf(name));
        player.send(player.signed(StunMessage.ALLOCATE, player.nextId(), writer -> {}));

        assertThat(code()).isEqualTo(401);
    }

    @Test
    void aWrongPasswordIs401WithANonce() {
        player.learnNonce();
        player.credentials = new TurnCredentials(player.credentials.username(), "guess");
        player.send(player.signed(StunMessage.ALLOCATE, player.nextId(), writer -> {}));

        assertThat(code()).isEqualTo(401);
        assertThat(Nonce.find(player.last())).isPresent();
    }

    @Test
    void anotherRealmIs401() {
        player.learnNonce();
        StunWriter writer = allocate();
        Username.append(writer, player.credentials.username());
        Realm.append(writer, "elsewhere");
        Nonce.append(writer, player.nonce);
        MessageIntegrity.append(writer, player.key());
        player.send(writer);

        assertThat(code()).isEqualTo(401);
    }

    @Test
    void anExpiredNameOpensNothing() {
        player.credentials =
                TurnCredentials.of(TurnWorld.SECRET, "0123456789abcdef", world.nowMs - 1);

        assertThat(TurnPlayer.code(player.allocateWith(nothing -> {}))).isEqualTo(401);
    }

    @Test
    void anExpiredNameKeepsTheAllocationThatItOpened() {
        player.allocate();
        world.nowMs += 599_000;
        player.nonce = "";
        assertThat(player.refresh(600)).isZero();

        world.nowMs += 300_000;

        player.learnNonce();
        assertThat(player.refresh(600)).isZero();
    }

    @Test
    void aNonceThatIsTooOldIs438WithANewOne() {
        player.learnNonce();
        String old = player.nonce;
        world.nowMs += Nonces.LIFETIME_MS;
        player.credentials = player.credentials("0123456789abcdef");

        assertThat(TurnPlayer.code(player.allocateWith(nothing -> {}))).isEqualTo(438);
        player.nonce = Nonce.find(player.last()).orElseThrow();
        assertThat(player.nonce).isNotEqualTo(old);
        player.allocate();
    }

    @Test
    void aNonceOfAnotherHostOrServerIs438() {
        TurnPlayer neighbour = world.player("192.0.2.10:4000");
        neighbour.learnNonce();
        player.nonce = neighbour.nonce;
        assertThat(TurnPlayer.code(player.allocateWith(nothing -> {}))).isEqualTo(438);

        player.nonce = "AAAAAAAAAAAAAAAAAAAA";
        assertThat(TurnPlayer.code(player.allocateWith(nothing -> {}))).isEqualTo(438);
    }

    @Test
    void twoSocketsOfOneHostHaveNoncesOfTheirOwn() {
        player.learnNonce();
        TurnPlayer second = world.player("192.0.2.9:4001");
        second.learnNonce();
        assertThat(second.nonce).isNotEqualTo(player.nonce);

        second.nonce = player.nonce;

        assertThat(TurnPlayer.code(second.allocateWith(nothing -> {}))).isEqualTo(438);
    }

    @Test
    void whoNamesHimselfWronglyOrComesTooLateIsOfferedTheAlgorithmsAgain() {
        player.learnNonce();
        TurnCredentials good = player.credentials;
        player.credentials = new TurnCredentials("nobody", "guess");
        assertThat(TurnPlayer.code(player.allocateWith(nothing -> {}))).isEqualTo(401);
        assertThat(PasswordAlgorithms.isOffer(player.last())).isTrue();

        player.credentials = good;
        player.nonce = "AAAAAAAAAAAAAAAAAAAA";
        assertThat(TurnPlayer.code(player.allocateWith(nothing -> {}))).isEqualTo(438);
        assertThat(PasswordAlgorithms.isOffer(player.last())).isTrue();
        assertThat(Realm.find(player.last())).contains("rallypoint");
    }

    /** RFC 8489 §14.3: up to 763 bytes can be read, though no name of ours is so long. */
    @Test
    void aLongNameIsAWrongOneAndNoMalformedRequest() {
        player.learnNonce();
        StunWriter writer = allocate();
        writer.attribute(AttributeType.USERNAME, TurnPlayer.bytes("1:" + "x".repeat(761)));
        Realm.append(writer, TurnPlayer.REALM);
        Nonce.append(writer, player.nonce);
        MessageIntegrity.append(writer, player.key());
        player.send(writer);

        assertThat(code()).isEqualTo(401);
    }

    private void useFeatures() {
        StunWriter writer = allocate();
        Username.append(writer, "a name that makes the request long enough for it");
        player.send(writer);
        player.nonce = Nonce.find(player.last()).orElseThrow();
        assertThat(Nonces.hasFeatures(player.nonce)).isTrue();
    }

    private StunWriter named() {
        StunWriter writer = allocate();
        Username.append(writer, player.credentials.username());
        Realm.append(writer, TurnPlayer.REALM);
        Nonce.append(writer, player.nonce);
        return writer;
    }

    private StunKey sha256Key() {
        return StunKey.longTermSha256(
                player.credentials.username(), TurnPlayer.REALM, player.credentials.password());
    }

    @Test
    void sha256IsAnsweredWithSha256() {
        useFeatures();
        StunWriter writer = named();
        PasswordAlgorithms.appendOffer(writer);
        PasswordAlgorithm.append(writer, PasswordAlgorithm.SHA256);
        MessageIntegritySha256.append(writer, sha256Key());
        player.send(writer);

        assertThat(code()).isZero();
        assertThat(MessageIntegritySha256.isValid(player.last(), sha256Key())).isTrue();
        assertThat(player.last().attribute(AttributeType.MESSAGE_INTEGRITY)).isEmpty();
    }

    /** Its end: the answer's attribute follows from the algorithms, not from the request's. */
    @Test
    void whoChoseAnAlgorithmIsAnsweredWithSha256AndWhoDidNotWithSha1() {
        useFeatures();
        StunWriter chose = named();
        PasswordAlgorithms.appendOffer(chose);
        PasswordAlgorithm.append(chose, PasswordAlgorithm.SHA256);
        MessageIntegrity.append(chose, sha256Key());
        player.send(chose);
        assertThat(code()).isZero();
        assertThat(MessageIntegritySha256.isValid(player.last(), sha256Key())).isTrue();

        player.refresh(0);
        StunWriter silent = named();
        MessageIntegritySha256.append(silent, player.key());
        player.send(silent);
        assertThat(code()).isZero();
        assertThat(MessageIntegrity.isValid(player.last(), player.key())).isTrue();
        assertThat(player.last().attribute(AttributeType.MESSAGE_INTEGRITY_SHA256)).isEmpty();
    }

    @Test
    void anOfferThatWasTamperedWithIs400() {
        useFeatures();
        StunWriter writer = named();
        writer.attribute(AttributeType.PASSWORD_ALGORITHMS, new byte[] {0, 1, 0, 0});
        PasswordAlgorithm.append(writer, PasswordAlgorithm.MD5);
        MessageIntegrity.append(writer, player.key());
        player.send(writer);

        assertThat(code()).isEqualTo(400);
    }

    @Test
    void aChoiceWithoutTheOfferOrTheOtherWayRoundIs400() {
        useFeatures();
        StunWriter chosen = named();
        PasswordAlgorithm.append(chosen, PasswordAlgorithm.MD5);
        MessageIntegrity.append(chosen, player.key());
        player.send(chosen);
        assertThat(code()).isEqualTo(400);

        StunWriter offered = named();
        PasswordAlgorithms.appendOffer(offered);
        MessageIntegrity.append(offered, player.key());
        player.send(offered);
        assertThat(code()).isEqualTo(400);
    }

    @Test
    void clientsOfRfc5389NeedNotKnowOfAlgorithms() {
        useFeatures();

        player.allocate();
    }

    @Test
    void aKeyThatIsRotatedOutIsTakenAsLongAsItIsKept() {
        world.secrets.add(0, TurnSecret.derivedFrom(new byte[] {2}));
        player.allocate();

        world.secrets.remove(1);

        assertThat(player.refresh(600)).isEqualTo(401);
    }

    @Test
    void aWrongFingerprintIsSilence() {
        StunWriter writer = allocate();
        Fingerprint.append(writer);
        writer.message().put(writer.lengthBytes() - 1, (byte) 7);

        assertThat(player.send(writer)).contains(DropReason.STUN_BAD_FINGERPRINT);
        assertThat(player.received).isEmpty();
    }

    @Test
    void unknownAttributesAre420OnlyForWhoIsAuthenticated() {
        StunWriter bare = allocate();
        bare.attribute(0x7FFF, new byte[4]);
        player.send(bare);
        assertThat(code()).isEqualTo(401);

        StunMessage answer = player.allocateWith(writer -> writer.attribute(0x7FFF, new byte[4]));
        assertThat(TurnPlayer.code(answer)).isEqualTo(420);
        assertThat(dev.rallypoint.protocol.stun.UnknownAttributes.find(answer))
                .contains(List.of(0x7FFF));
    }

    /** The trap: a 401 is 5.8 times a bare request elsewhere. */
    @Test
    void noAnswerToAnUnprovenRequestIsLargerThanThreeTimesIt() {
        for (int extra = 0; extra < 200; extra += 4) {
            for (boolean fingerprint : new boolean[] {false, true}) {
                StunWriter writer =
                        new StunWriter(2_048)
                                .begin(StunClass.REQUEST, StunMessage.ALLOCATE, player.nextId());
                if (extra > 0) {
                    writer.attribute(0x8888, new byte[extra - 4]);
                }
                if (fingerprint) {
                    Fingerprint.append(writer);
                }
                player.received.clear();
                boolean isDropped =
                        player.send(writer)
                                .equals(java.util.Optional.of(DropReason.STUN_ANSWER_TOO_LARGE));

                int question = writer.lengthBytes();
                int answer = player.received.stream().mapToInt(b -> b.remaining()).sum();
                assertThat(answer).isLessThanOrEqualTo(3 * question);
                assertThat(isDropped).isEqualTo(answer == 0);
                // Every request that could be meant has an answer.
                assertThat(answer > 0 || question < 28).isTrue();
            }
        }
    }

    @Test
    void overTcpTheSenderIsProvenAndGetsEverything() {
        TurnPlayer connected = world.player("192.0.2.9:4000", ClientTransport.TCP);
        connected.send(
                new StunWriter(64)
                        .begin(StunClass.REQUEST, StunMessage.ALLOCATE, connected.nextId()));

        assertThat(ErrorCode.find(connected.last()))
                .contains(new ErrorCode(401, "Unauthenticated"));
        assertThat(PasswordAlgorithms.isOffer(connected.last())).isTrue();
    }
}
