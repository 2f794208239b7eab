package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The key derivation of XChaCha20 (draft-irtf-cfrg-xchacha §2.2): the ChaCha20 block function
 * without the final addition, of which the first and the last row are the subkey.
 */
final class HChaCha20 {
    static final int NONCE_BYTES = 16;

    static final int STATE_WORDS = 16;
    static final int INPUT_WORDS = 4;

    private static final int KEY_WORDS = 8;
    private static final int INPUT_AT = 12;

    private static final int DOUBLE_ROUNDS = 10;
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private HChaCha20() {}

    /**
     * The 32-byte subkey.
     *
     * @param key 32 bytes
     * @param nonce at least 16 bytes, of which the first 16 are used
     */
    static byte[] subkey(byte[] key, byte[] nonce) {
        int[] state = new int[STATE_WORDS];
        int[] input = new int[INPUT_WORDS];
        ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(input);
        permute(words(key), input, state);
        ByteBuffer subkey = ByteBuffer.allocate(Aead.KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < INPUT_WORDS; i++) {
            subkey.putInt(i * Integer.BYTES, state[i]);
            subkey.putInt((INPUT_WORDS + i) * Integer.BYTES, state[INPUT_AT + i]);
        }
        return subkey.array();
    }

    /** The eight words of a 32-byte key. */
    static int[] words(byte[] key) {
        int[] words = new int[KEY_WORDS];
        ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }

    /**
     * The same without an allocation: the first and the last four words of the state are the
     * subkey.
     *
     * @param keyWords see {@link #words}
     * @param input the nonce as four words
     * @param state of {@link #STATE_WORDS}, overwritten
     */
    static void permute(int[] keyWords, int[] input, int[] state) {
        System.arraycopy(CONSTANTS, 0, state, 0, CONSTANTS.length);
        System.arraycopy(keyWords, 0, state, CONSTANTS.length, KEY_WORDS);
        System.arraycopy(input, 0, state, INPUT_AT, INPUT_WORDS);
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            doubleRound(state);
        }
    }

    private static void doubleRound(int[] state) {
        quarterRound(state, 0, 4, 8, 12);
        quarterRound(state, 1, 5, 9, 13);
        quarterRound(state, 2, 6, 10, 14);
        quarterRound(state, 3, 7, 11, 15);
        quarterRound(state, 0, 5, 10, 15);
        quarterRound(state, 1, 6, 11, 12);
        quarterRound(state, 2, 7, 8, 13);
        quarterRound(state, 3, 4, 9, 14);
    }

    private static void quarterRound(int[] state, int a, int b, int c, int d) {
        state[a] += state[b];
        state[d] = Integer.rotateLeft(state[d] ^ state[a], 16);
        state[c] += state[d];
        state[b] = Integer.rotateLeft(state[b] ^ state[c], 12);
        state[a] += state[b];
        state[d] = Integer.rotateLeft(state[d] ^ state[a], 8);
        state[c] += state[d];
        state[b] = Integer.rotateLeft(state[b] ^ state[c], 7);
    }
}
