package dev.rallypoint.protocol.netcode;

import java.nio.BufferOverflowException;
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
 * Over the JDK's cipher interface, so that any provider serves. It allocates for each packet, and a
 * forgery costs an exception within.
 *
 * <p>Of nonces used twice the providers notice one case: the same key and nonce as in the last
 * sealing of this Aead. A key that is closed is out of reach here, but not overwritten: the JDK
 * offers no way to do so.
 */
public final class JceAead implements Aead {
    private static final String ALGORITHM = "ChaCha20-Poly1305";
    private static final int NONCE_BYTES = 12;

    /** Bytes that fit without growing: the largest datagram and the private token data. */
    private static final int SCRATCH_BYTES = 2048;

    private final Cipher sealer;
    private final Cipher opener;
    private final ByteBuffer nonce =
            ByteBuffer.allocate(NONCE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    // Input and output never overlap: providers differ in what they do then.
    private byte[] input = new byte[SCRATCH_BYTES];
    private byte[] output = new byte[SCRATCH_BYTES];
    private byte[] associated = new byte[SCRATCH_BYTES];

    /**
     * @param provider of the cipher {@code ChaCha20-Poly1305}; the JDK's own where there is no
     *     better
     * @throws IllegalArgumentException if the provider has no such cipher
     */
    public JceAead(Provider provider) {
        this(provider, 0);
    }

    /**
     * @param nonceConstant the first four bytes of every nonce, as a little-endian number
     * @throws IllegalArgumentException if the provider has no such cipher
     */
    public JceAead(Provider provider, int nonceConstant) {
        try {
            sealer = Cipher.getInstance(ALGORITHM, provider);
            opener = Cipher.getInstance(ALGORITHM, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no " + ALGORITHM + " in " + provider, e);
        }
        nonce.putInt(0, nonceConstant);
    }

    /** Over the JDK's own cipher. */
    public static JceAead ofJdk() {
        return new JceAead(Security.getProvider("SunJCE"));
    }

    @Override
    public Key key(byte[] bytes) {
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
        }
        return new JceKey(bytes);
    }

    /** On the heap: the cipher interface works on arrays. */
    @Override
    public ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void forget() {
        Arrays.fill(input, (byte) 0);
        Arrays.fill(output, (byte) 0);
    }

    private final class JceKey implements Key {
        /** Null once closed. */
        private SecretKeySpec spec;

        JceKey(byte[] bytes) {
            spec = new SecretKeySpec(bytes, ALGORITHM);
        }

        @Override
        public void seal(long counter, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer sealed) {
            requireOpen();
            int bytes = take(plaintext);
            requireRoom(sealed, bytes + TAG_BYTES);
            try {
                sealer.init(
                        Cipher.ENCRYPT_MODE,
                        spec,
                        new IvParameterSpec(nonce.putLong(Integer.BYTES, counter).array()));
                associate(sealer, aad);
                sealed.put(output, 0, sealer.doFinal(input, 0, bytes, output, 0));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot seal: a nonce used twice?", e);
            }
        }

        @Override
        public boolean open(long counter, ByteBuffer aad, ByteBuffer sealed, ByteBuffer plaintext) {
            requireOpen();
            if (sealed.remaining() < TAG_BYTES) {
                return false;
            }
            int bytes = take(sealed);
            requireRoom(plaintext, bytes - TAG_BYTES);
            try {
                initOpener(spec, nonce.putLong(Integer.BYTES, counter).array());
                associate(opener, aad);
                plaintext.put(output, 0, opener.doFinal(input, 0, bytes, output, 0));
                return true;
            } catch (AEADBadTagException forged) {
                return false;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot open", e);
            }
        }

        private void requireOpen() {
            if (spec == null) {
                throw new IllegalStateException("the key is closed");
            }
        }

        @Override
        public void close() {
            spec = null;
        }
    }

    private static void requireRoom(ByteBuffer out, int bytes) {
        if (out.remaining() < bytes) {
            throw new BufferOverflowException();
        }
    }

    /**
     * JDK 17 refuses the key and nonce of the previous init also for decryption, so that a forgery
     * would make the real packet of the same sequence fail: it is led through another nonce.
     */
    private void initOpener(SecretKeySpec key, byte[] wanted) throws GeneralSecurityException {
        IvParameterSpec parameters = new IvParameterSpec(wanted);
        try {
            opener.init(Cipher.DECRYPT_MODE, key, parameters);
        } catch (InvalidKeyException sameAsBefore) {
            byte[] other = wanted.clone();
            other[0] ^= 1;
            opener.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(other));
            opener.init(Cipher.DECRYPT_MODE, key, parameters);
        }
    }

    /** Through an array: a provider need not take the associated data as a buffer. */
    private void associate(Cipher cipher, ByteBuffer aad) {
        int count = aad.remaining();
        if (count > associated.length) {
            associated = new byte[count];
        }
        aad.get(aad.position(), associated, 0, count);
        cipher.updateAAD(associated, 0, count);
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
}
