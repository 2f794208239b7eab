package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every implementation answers alike. */
class AeadTest {
    private static final byte[] SECRET = Fixtures.filled(32, 9);

    private static ByteBuffer aad() {
        return ByteBuffer.wrap(new byte[] {1, 2, 3});
    }

    private static ByteBuffer sealed(long counter, String text) {
        ByteBuffer out = ByteBuffer.allocate(100);
        Aead.ofJdk().key(SECRET).seal(counter, aad(), World.bytes(text), out);
        return out.flip();
    }

    static Stream<Arguments> aeadsAndBuffers() {
        IntFunction<ByteBuffer> heap = ByteBuffer::allocate;
        IntFunction<ByteBuffer> direct = ByteBuffer::allocateDirect;
        return Stream.of(Aeads.values())
                .flatMap(aead -> Stream.of(Arguments.of(aead, heap), Arguments.of(aead, direct)));
    }

    @ParameterizedTest
    @EnumSource
    void opensTheRealPacketAfterAForgeryWithTheSameNonce(Aeads aead) {
        Aead.Key key = aead.make().key(SECRET);
        ByteBuffer real = sealed(5, "hello");
        ByteBuffer forged = ByteBuffer.wrap(new byte[real.remaining()]);
        ByteBuffer plaintext = ByteBuffer.allocate(100);

        for (int i = 0; i < 3; i++) {
            assertThat(key.open(5, aad(), forged, plaintext)).isFalse();
        }
        assertThat(plaintext.position()).isZero();
        assertThat(key.open(5, aad(), real, plaintext)).isTrue();
        assertThat(World.text(plaintext.flip())).isEqualTo("hello");
        assertThat(key.open(5, aad(), real, plaintext.clear())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void answersFalseForAnyChangedBit(Aeads aead) {
        Aead.Key key = aead.make().key(SECRET);
        byte[] bytes = new byte[sealed(1, "hello").remaining()];
        sealed(1, "hello").get(bytes);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            ByteBuffer plaintext = ByteBuffer.allocate(100);
            assertThat(key.open(1, aad(), ByteBuffer.wrap(changed), plaintext)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersFalseForAnotherCounterAnotherKeyAndOtherAssociatedData(Aeads aead) {
        ByteBuffer sealed = sealed(1, "hello");
        ByteBuffer plaintext = ByteBuffer.allocate(100);
        Aead.Key key = aead.make().key(SECRET);
        Aead.Key otherKey = aead.make().key(Fixtures.filled(32, 10));
        ByteBuffer otherAad = ByteBuffer.wrap(new byte[] {1, 2, 4});

        assertThat(key.open(2, aad(), sealed, plaintext)).isFalse();
        assertThat(key.open(1, otherAad, sealed, plaintext)).isFalse();
        assertThat(key.open(1, ByteBuffer.allocate(0), sealed, plaintext)).isFalse();
        assertThat(otherKey.open(1, aad(), sealed, plaintext)).isFalse();
        assertThat(aead.make(1).key(SECRET).open(1, aad(), sealed, plaintext)).isFalse();
        assertThat(key.open(1, aad(), sealed, plaintext)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void answersFalseForFewerBytesThanATag(Aeads aead) {
        Aead.Key key = aead.make().key(SECRET);
        for (int size = 0; size < Aead.TAG_BYTES; size++) {
            ByteBuffer sealed = ByteBuffer.allocate(size);
            assertThat(key.open(1, aad(), sealed, ByteBuffer.allocate(100))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("aeadsAndBuffers")
    void appendsToItsOutputAndLeavesItsInputsAsTheyWere(
            Aeads aead, IntFunction<ByteBuffer> buffers) {
        Aead.Key key = aead.make().key(SECRET);
        ByteBuffer plaintext = buffers.apply(64).put(3, (byte) 7).position(3).limit(4);
        ByteBuffer aad = buffers.apply(8).position(2).limit(5);
        ByteBuffer sealed = buffers.apply(64).position(11);
        key.seal(77, aad, plaintext, sealed);
        assertThat(sealed.position()).isEqualTo(11 + 1 + Aead.TAG_BYTES);
        sealed.flip().position(11);

        ByteBuffer opened = buffers.apply(64).position(5);
        assertThat(key.open(77, aad, sealed, opened)).isTrue();
        assertThat(opened.flip().position(5).remaining()).isOne();
        assertThat(opened.get()).isEqualTo((byte) 7);
        assertThat(sealed.position()).isEqualTo(11);
        assertThat(plaintext.position()).isEqualTo(3);
        assertThat(aad.position()).isEqualTo(2);
        assertThat(aad.limit()).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("aeadsAndBuffers")
    void writesNothingOutsideTheRoomItWasGiven(Aeads aead, IntFunction<ByteBuffer> buffers) {
        Aead.Key key = aead.make().key(SECRET);
        ByteBuffer sealed = buffers.apply(200);
        for (int i = 0; i < sealed.capacity(); i++) {
            sealed.put(i, (byte) 0x55);
        }
        key.seal(1, aad(), buffers.apply(40), sealed.position(50).limit(50 + 40 + 16));
        ByteBuffer opened = buffers.apply(200);
        for (int i = 0; i < opened.capacity(); i++) {
            opened.put(i, (byte) 0x55);
        }
        ByteBuffer genuine = sealed.duplicate().position(50);
        assertThat(key.open(1, aad(), genuine, opened.position(50).limit(90))).isTrue();
        assertThat(key.open(2, aad(), genuine, opened.position(50).limit(90))).isFalse();

        for (int i = 0; i < 50; i++) {
            assertThat(sealed.clear().get(i)).isEqualTo((byte) 0x55);
            assertThat(opened.clear().get(i)).isEqualTo((byte) 0x55);
            assertThat(sealed.get(50 + 40 + 16 + i)).isEqualTo((byte) 0x55);
            assertThat(opened.get(90 + i)).isEqualTo((byte) 0x55);
        }
    }

    @ParameterizedTest
    @MethodSource("aeadsAndBuffers")
    void refusesOutputsWithoutRoom(Aeads aead, IntFunction<ByteBuffer> buffers) {
        Aead.Key key = aead.make().key(SECRET);
        ByteBuffer tooSmall = buffers.apply(5 + Aead.TAG_BYTES - 1);
        assertThatThrownBy(() -> key.seal(1, aad(), World.bytes("hello"), tooSmall))
                .isInstanceOf(BufferOverflowException.class);
        assertThatThrownBy(() -> key.open(1, aad(), sealed(1, "hello"), buffers.apply(4)))
                .isInstanceOf(BufferOverflowException.class);
        assertThat(key.open(1, aad(), sealed(1, "hello"), buffers.apply(5))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("aeadsAndBuffers")
    void takesMoreBytesThanAnyDatagramHas(Aeads aead, IntFunction<ByteBuffer> buffers) {
        Aead.Key key = aead.make().key(SECRET);
        ByteBuffer plaintext = buffers.apply(70_000).put(69_999, (byte) 7);
        ByteBuffer aad = buffers.apply(5_000);
        ByteBuffer sealed = buffers.apply(70_000 + Aead.TAG_BYTES);
        key.seal(1, aad, plaintext, sealed);
        ByteBuffer opened = buffers.apply(70_000);
        assertThat(key.open(1, aad, sealed.flip(), opened)).isTrue();
        assertThat(opened.flip()).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @EnumSource
    void itsOwnBuffersAreLittleEndianAndClean(Aeads aead) {
        ByteBuffer buffer = aead.make().buffer(16);
        assertThat(buffer.remaining()).isEqualTo(16);
        assertThat(buffer.putShort((short) 0x0102).get(0)).isEqualTo((byte) 2);
        assertThat(buffer.getLong(8)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void refusesToSealTwiceInARowUnderOneNonce(Aeads aead) {
        Aead.Key key = aead.make().key(SECRET);
        ByteBuffer out = ByteBuffer.allocate(100);
        key.seal(1, aad(), World.bytes("a"), out);
        assertThatThrownBy(() -> key.seal(1, aad(), World.bytes("b"), out))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKeyWorksNoMoreAndTheOthersGoOn(Aeads aead) {
        Aead maker = aead.make();
        Aead.Key key = maker.key(SECRET);
        Aead.Key other = maker.key(SECRET);
        ByteBuffer out = ByteBuffer.allocate(100);
        key.close();
        key.close();
        assertThatThrownBy(() -> key.seal(1, aad(), World.bytes("a"), out))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> key.open(1, aad(), sealed(1, "a"), out))
                .isInstanceOf(IllegalStateException.class);
        assertThat(out.position()).isZero();
        assertThat(other.open(1, aad(), sealed(1, "a"), out)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyHas32BytesWhichItCopies(Aeads aead) {
        Aead maker = aead.make();
        assertThatThrownBy(() -> maker.key(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> maker.key(new byte[33]))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] secret = SECRET.clone();
        Aead.Key key = maker.key(secret);
        Arrays.fill(secret, (byte) 0);
        assertThat(key.open(1, aad(), sealed(1, "a"), ByteBuffer.allocate(9))).isTrue();
    }
}
