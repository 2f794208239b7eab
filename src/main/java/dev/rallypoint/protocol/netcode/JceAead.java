package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) with 12-byte nonces of four zero bytes and a little-endian counter,
 * over the JDK's cipher interface, so that any provider serves. Belongs to one thread.
 *
 * <p>Sealing never repeats a nonce under one key in sequence: the cipher refuses, and that is a bug
 * of the caller, reported as an exception. Opening answers forgeries with {@code false}.
 */
public final class Aead {
    static final int KEY_BYTES = 32;
    static final int TAG_BYTES = 16;

    private static final String ALGORITHM = "ChaCha20-Poly1305";
    private static final int NONCE_BYTES = 12;

    /** Sealed bytes that fit without growing: the largest datagram and the private token data. */
    private static final int SCRATCH_BYTES = 2048;

    private final Cipher sealer;
    private final Cipher opener;
    private final ByteBuffer nonce =
            ByteBuffer.allocate(NONCE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    // Input and output never overlap: providers differ in what they do then.
    private byte[] input = new byte[SCRATCH_BYTES];
    private byte[] output = new byte[SCRATCH_BYTES];

    /** 32 secret bytes, prepared for the cipher once. */
    static final class Key {
        private final SecretKeySpec spec;

        Key(byte[] bytes) {
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
            }
            spec = new SecretKeySpec(bytes, ALGORITHM);
        }
    }

    /**
     * @param provider of the cipher {@code ChaCha20-Poly1305}; the JDK's own where there is no
     *     better
     * @throws IllegalArgumentException if the provider has no such cipher
     */
    public Aead(Provider provider) {
        try {
            sealer = Cipher.getInstance(ALGORITHM, provider);
            opener = Cipher.getInstance(ALGORITHM, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no " + ALGORITHM + " in " + provider, e);
        }
    }

    /** Over the JDK's own cipher. */
    public static Aead ofJdk() {
        return new Aead(Security.getProvider("SunJCE"));
    }

    /**
     * Appends ciphertext and tag to {@code sealed}; {@code plaintext} (position to limit) is left
     * as it was.
     */
    void seal(Key key, long counter, byte[] aad, ByteBuffer plaintext, ByteBuffer sealed) {
        seal(key, nonce.putInt(0, 0).putLong(4, counter).array(), aad, plaintext, sealed);
    }

    /** With a nonce of any 12 bytes, as RFC 8439 has it. */
    void seal(Key key, byte[] anyNonce, byte[] aad, ByteBuffer plaintext, ByteBuffer sealed) {
        int bytes = take(plaintext);
        try {
            sealer.init(Cipher.ENCRYPT_MODE, key.spec, new IvParameterSpec(anyNonce));
            sealer.updateAAD(aad);
            sealed.put(output, 0, sealer.doFinal(input, 0, bytes, output, 0));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal: a nonce used twice?", e);
        }
    }

    /**
     * Appends the plaintext to {@code plaintext} and answers true, or answers false for bytes that
     * were not sealed with this key, counter and associated data. {@code sealed} (position to
     * limit) is left as it was.
     */
    boolean open(Key key, long counter, byte[] aad, ByteBuffer sealed, ByteBuffer plaintext) {
        return open(key, nonce.putInt(0, 0).putLong(4, counter).array(), aad, sealed, plaintext);
    }

    /** With a nonce of any 12 bytes, as RFC 8439 has it. */
    boolean open(Key key, byte[] anyNonce, byte[] aad, ByteBuffer sealed, ByteBuffer plaintext) {
        if (sealed.remaining() < TAG_BYTES) {
            return false;
        }
        int bytes = take(sealed);
        try {
            initOpener(key, anyNonce);
            opener.updateAAD(aad);
            plaintext.put(output, 0, opener.doFinal(input, 0, bytes, output, 0));
            return true;
        } catch (AEADBadTagException forged) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open", e);
        }
    }

    /**
     * JDK 17 refuses the key and nonce of the previous init also for decryption, so that a forgery
     * would make the real packet of the same sequence fail: it is led through another nonce.
     */
    private void initOpener(Key key, byte[] wanted) throws GeneralSecurityException {
        IvParameterSpec parameters = new IvParameterSpec(wanted);
        try {
            opener.init(Cipher.DECRYPT_MODE, key.spec, parameters);
        } catch (InvalidKeyException sameAsBefore) {
            byte[] other = wanted.clone();
            other[0] ^= 1;
            opener.init(Cipher.DECRYPT_MODE, key.spec, new IvParameterSpec(other));
            opener.init(Cipher.DECRYPT_MODE, key.spec, parameters);
        }
    }

    private int take(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (count + TAG_BYTES > input.length) {
            input = new byte[count + TAG_BYTES];
            output = new byte[count + TAG_BYTES];
        }
        bytes.get(bytes.position(), input, 0, count);
        return count;
    }

    /** Overwrites what the last packets left behind. */
    void forget() {
        Arrays.fill(input, (byte) 0);
        Arrays.fill(output, (byte) 0);
    }
}
