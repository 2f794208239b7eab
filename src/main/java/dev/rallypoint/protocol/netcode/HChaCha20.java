package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The key derivation of XChaCha20 (draft-irtf-cfrg-xchacha §2.2): the ChaCha20 block function
 * without the final addition, of which the first and the last row are the subkey.
 */
final class HChaCha20 {
    static final int NONCE_BYTES = 16;

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
        int[] state = new int[16];
        System.arraycopy(CONSTANTS, 0, state, 0, 4);
        ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 4; i < 12; i++) {
            state[i] = words.getInt();
        }
        words = ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 12; i < 16; i++) {
            state[i] = words.getInt();
        }
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            doubleRound(state);
        }
        ByteBuffer subkey = ByteBuffer.allocate(Aead.KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) {
            subkey.putInt(i * Integer.BYTES, state[i]);
            subkey.putInt((4 + i) * Integer.BYTES, state[12 + i]);
        }
        return subkey.array();
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
