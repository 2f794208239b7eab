package dev.rallypoint.runtime;

import dev.rallypoint.protocol.netcode.Aead;
import java.lang.ref.Reference;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Optional;

/**
 * BoringSSL's ChaCha20-Poly1305 in Netty's binding: no allocation, and for direct buffers no copy.
 * A forgery costs what a genuine packet costs. Everything that goes to native code is checked here
 * first: thread, life of the key, bounds.
 *
 * <p>BoringSSL itself takes any nonce any number of times. A key refuses to seal under the counter
 * that it sealed under last; an older counter goes unnoticed.
 */
public final class NettyBoringSslAead implements Aead {
    /** Bytes of a heap buffer that fit without growing: datagrams and private token data. */
    private static final int SCRATCH_BYTES = 2048;

    private final NettyBoringSslCall call;
    private ByteBuffer input = direct(SCRATCH_BYTES);
    private ByteBuffer output = direct(SCRATCH_BYTES);
    private ByteBuffer associated = direct(SCRATCH_BYTES);

    /** The thread that made the first key; no other may seal, open, or free under its hands. */
    private Thread owner;

    /**
     * @throws IllegalStateException if the native library does not load ({@link #whyUnavailable})
     */
    public NettyBoringSslAead() {
        this(0);
    }

    /**
     * @param nonceConstant the first four bytes of every nonce, as a little-endian number
     * @throws IllegalStateException if the native library does not load
     */
    public NettyBoringSslAead(int nonceConstant) {
        try {
            call = new NettyBoringSslCall(nonceConstant);
        } catch (LinkageError e) {
            throw new IllegalStateException("BoringSSL does not load", e);
        }
    }

    /** What keeps the native library from loading here; empty if it is ready for use. */
    public static Optional<String> whyUnavailable() {
        try {
            NettyBoringSslCall.openContexts();
            return Optional.empty();
        } catch (LinkageError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return Optional.of(root.toString());
        }
    }

    @Override
    public Key key(byte[] bytes) {
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
        }
        if (owner == null) {
            owner = Thread.currentThread();
        }
        requireOwner();
        return new NativeKey(bytes);
    }

    @Override
    public ByteBuffer buffer(int bytes) {
        return direct(bytes);
    }

    @Override
    public void forget() {
        erase(input);
        erase(output);
    }

    private static void erase(ByteBuffer buffer) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("belongs to thread " + owner.getName());
        }
    }

    private final class NativeKey implements Key {
        private final NettyBoringSslCall.Context context;
        private boolean hasSealed;
        private long lastSealed;

        NativeKey(byte[] bytes) {
            context = new NettyBoringSslCall.Context(bytes);
        }

        @Override
        public void seal(long counter, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer sealed) {
            long address = address();
            if (hasSealed && counter == lastSealed) {
                throw new IllegalStateException("cannot seal: a nonce used twice");
            }
            int bytes = Math.addExact(plaintext.remaining(), TAG_BYTES);
            boolean isDirect = writeTo(sealed, bytes);
            readFrom(plaintext, aad);
            hasSealed = true;
            lastSealed = counter;
            try {
                if (call.seal(address, counter) != bytes) {
                    throw new IllegalStateException("cannot seal " + bytes + " bytes");
                }
            } finally {
                keepReachable(plaintext, aad, sealed);
            }
            written(sealed, bytes, isDirect);
        }

        @Override
        public boolean open(long counter, ByteBuffer aad, ByteBuffer sealed, ByteBuffer plaintext) {
            long address = address();
            int bytes = sealed.remaining() - TAG_BYTES;
            if (bytes < 0) {
                return false;
            }
            boolean isDirect = writeTo(plaintext, bytes);
            readFrom(sealed, aad);
            boolean genuine;
            try {
                genuine = call.open(address, counter) == bytes;
            } finally {
                keepReachable(sealed, aad, plaintext);
            }
            if (genuine) {
                written(plaintext, bytes, isDirect);
            }
            return genuine;
        }

        private long address() {
            requireOwner();
            long address = context.address();
            if (address == 0) {
                throw new IllegalStateException("the key is closed");
            }
            return address;
        }

        /** The collector must not free what native code still works on. */
        private void keepReachable(ByteBuffer in, ByteBuffer aad, ByteBuffer out) {
            Reference.reachabilityFence(in);
            Reference.reachabilityFence(aad);
            Reference.reachabilityFence(out);
            // With it the context, and through the Aead the nonce and what heap buffers copy to.
            Reference.reachabilityFence(this);
        }

        @Override
        public void close() {
            requireOwner();
            context.free();
        }
    }

    private void readFrom(ByteBuffer in, ByteBuffer aad) {
        call.inputBytes = in.remaining();
        call.aadBytes = aad.remaining();
        if (!in.isDirect()) {
            input = atLeast(in.remaining(), input);
        }
        if (!aad.isDirect()) {
            associated = atLeast(aad.remaining(), associated);
        }
        call.input = addressOf(in, input);
        call.aad = addressOf(aad, associated);
    }

    /** The address of the bytes from position to limit, which a heap buffer first copies. */
    private static long addressOf(ByteBuffer bytes, ByteBuffer scratch) {
        if (bytes.isDirect()) {
            return NettyBoringSslCall.addressOf(bytes) + bytes.position();
        }
        scratch.put(0, bytes, bytes.position(), bytes.remaining());
        return NettyBoringSslCall.addressOf(scratch);
    }

    /** Answers whether it is written without a detour. */
    private boolean writeTo(ByteBuffer out, int bytes) {
        if (out.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (out.remaining() < bytes) {
            throw new BufferOverflowException();
        }
        call.outputBytes = bytes;
        if (out.isDirect()) {
            call.output = NettyBoringSslCall.addressOf(out) + out.position();
            return true;
        }
        output = atLeast(bytes, output);
        call.output = NettyBoringSslCall.addressOf(output);
        return false;
    }

    private void written(ByteBuffer out, int bytes, boolean isDirect) {
        if (!isDirect) {
            out.put(out.position(), output, 0, bytes);
        }
        out.position(out.position() + bytes);
    }

    private static ByteBuffer atLeast(int bytes, ByteBuffer buffer) {
        return buffer.capacity() < bytes ? direct(bytes) : buffer;
    }
}
