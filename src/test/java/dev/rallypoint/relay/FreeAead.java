package dev.rallypoint.relay;

import dev.rallypoint.protocol.netcode.Aead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A packet cipher that costs nothing and protects nothing: the plaintext with a tag that says key
 * and counter. So a test sees what is around the cipher. Connect tokens, which are made elsewhere,
 * are opened by the real one. For tests only.
 */
final class FreeAead implements Aead {
    /** Of the private data of a connect token. */
    private static final int TOKEN_BYTES = 1_024;

    private final Aead real = Aead.ofJdk();
    private long operations;

    /** How often something was sealed or opened since the last question. */
    long takeOperations() {
        long taken = operations;
        operations = 0;
        return taken;
    }

    @Override
    public Key key(byte[] bytes) {
        return new FreeKey(real.key(bytes), ByteBuffer.wrap(bytes).getLong());
    }

    @Override
    public ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void forget() {}

    private final class FreeKey implements Key {
        private final Key real;
        private final long name;

        FreeKey(Key real, long name) {
            this.real = real;
            this.name = name;
        }

        @Override
        public void seal(long counter, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer sealed) {
            operations++;
            append(plaintext, plaintext.remaining(), sealed);
            put(sealed, name);
            put(sealed, counter);
        }

        @Override
        public boolean open(long counter, ByteBuffer aad, ByteBuffer sealed, ByteBuffer plaintext) {
            operations++;
            if (sealed.remaining() == TOKEN_BYTES) {
                return real.open(counter, aad, sealed, plaintext);
            }
            int bytes = sealed.remaining() - TAG_BYTES;
            boolean genuine =
                    isAt(sealed, sealed.position() + bytes, name)
                            && isAt(sealed, sealed.position() + bytes + Long.BYTES, counter);
            if (genuine) {
                append(sealed, bytes, plaintext);
            }
            return genuine;
        }

        private static void put(ByteBuffer out, long value) {
            for (int i = 0; i < Long.BYTES; i++) {
                out.put((byte) (value >>> i * Byte.SIZE));
            }
        }

        private static boolean isAt(ByteBuffer in, int index, long value) {
            for (int i = 0; i < Long.BYTES; i++) {
                if (in.get(index + i) != (byte) (value >>> i * Byte.SIZE)) {
                    return false;
                }
            }
            return true;
        }

        private static void append(ByteBuffer from, int bytes, ByteBuffer to) {
            to.put(to.position(), from, from.position(), bytes);
            to.position(to.position() + bytes);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
