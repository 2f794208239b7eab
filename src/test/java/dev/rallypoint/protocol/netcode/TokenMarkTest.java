package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenMarkTest {
    private static final long EXPIRES = 1_790_000_045L;
    private static final int NONCE_AT = 37;

    private final Random random = new Random(20_261_122);
    private final byte[] key = bytes(32);

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static long check(TokenMark marks, byte[] nonce, long expires) {
        ByteBuffer bytes = ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN);
        return marks.check(bytes.getLong(0), expires, bytes.getLong(TokenMark.AT));
    }

    private byte[] minted(byte[] privateKey) {
        PeerAddress relay = PeerAddress.parse("192.0.2.1:25565");
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        7,
                        EXPIRES - 45,
                        EXPIRES,
                        1,
                        5,
                        List.of(relay),
                        List.of(relay),
                        new byte[PrivateConnectToken.USER_DATA_BYTES]);
        byte[] token = ConnectToken.mint102(contents, privateKey, random::nextBytes);
        byte[] nonce = new byte[XChaCha.NONCE_BYTES];
        ByteBuffer.wrap(token).get(NONCE_AT, nonce);
        return nonce;
    }

    @Test
    void everyMintedTokenBearsAMarkOfItsOwn() {
        Set<Long> marks = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            long mark = check(new TokenMark(key), minted(key), EXPIRES);
            assertThat(mark).isNotEqualTo(TokenMark.NONE);
            marks.add(mark);
        }

        assertThat(marks).hasSize(1_000);
    }

    @Test
    void anotherKeyOrExpiryOrNonceDoesNotFit() {
        byte[] nonce = minted(key);
        TokenMark marks = new TokenMark(key);

        assertThat(check(new TokenMark(bytes(32)), nonce, EXPIRES)).isEqualTo(TokenMark.NONE);
        assertThat(check(marks, nonce, EXPIRES + 1)).isEqualTo(TokenMark.NONE);
        for (int i : List.of(0, 7, 16, 23)) {
            byte[] changed = nonce.clone();
            changed[i] ^= 1;
            assertThat(check(marks, changed, EXPIRES)).as("byte " + i).isEqualTo(TokenMark.NONE);
        }
        assertThat(check(marks, nonce, EXPIRES)).isNotEqualTo(TokenMark.NONE);
    }

    /** The bytes in between are free: they have one bucket with the rest. */
    @Test
    void copiesWithOtherBytesBehindTheFirstBearTheSameMark() {
        byte[] nonce = minted(key);
        byte[] changed = nonce.clone();
        changed[9] ^= 1;
        TokenMark marks = new TokenMark(key);

        assertThat(check(marks, changed, EXPIRES)).isEqualTo(check(marks, nonce, EXPIRES));
    }

    @Test
    void aMillionGuessesHitNothing() {
        TokenMark marks = new TokenMark(key);
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(marks.check(random.nextLong(), EXPIRES, random.nextLong()))
                    .isEqualTo(TokenMark.NONE);
        }
    }
}
