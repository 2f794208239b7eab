package dev.rallypoint.runtime;

import io.netty.util.internal.PlatformDependent;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The arguments of one call of BoringSSL's ChaCha20-Poly1305, and the one place that knows Netty's
 * binding of it (docs/decisions/0005-aead-provider.md). The natives take raw addresses and check
 * nothing: whoever fills in the fields answers for the memory behind them. They are static methods
 * of a class that the library keeps to itself, so they are reached through method handles, which
 * the JIT compiles to direct calls.
 */
final class NettyBoringSslCall {
    private static final String BINDING = "io.netty.incubator.codec.hpke.boringssl.BoringSSL";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger OPEN_CONTEXTS = new AtomicInteger();

    private static final long CHACHA20_POLY1305;
    private static final MethodHandle NEW;
    private static final MethodHandle FREE;
    private static final MethodHandle SEAL;
    private static final MethodHandle OPEN;

    static {
        try {
            // Initializing the class loads the native library.
            Class<?> binding = Class.forName(BINDING);
            MethodHandles.Lookup inside =
                    MethodHandles.privateLookupIn(binding, MethodHandles.lookup());
            MethodType create =
                    MethodType.methodType(long.class, long.class, byte[].class, int.class);
            MethodType crypt =
                    MethodType.methodType(
                            int.class,
                            long.class,
                            long.class,
                            int.class,
                            long.class,
                            int.class,
                            long.class,
                            int.class,
                            long.class,
                            int.class);
            MethodType free = MethodType.methodType(void.class, long.class);
            CHACHA20_POLY1305 =
                    (long)
                            inside.findStaticVarHandle(
                                            binding, "EVP_aead_chacha20_poly1305", long.class)
                                    .get();
            NEW = inside.findStatic(binding, "EVP_AEAD_CTX_new_or_throw", create);
            FREE = inside.findStatic(binding, "EVP_AEAD_CTX_cleanup_and_free", free);
            SEAL = inside.findStatic(binding, "EVP_AEAD_CTX_seal", crypt);
            OPEN = inside.findStatic(binding, "EVP_AEAD_CTX_open", crypt);
            // Below Java 22, without Unsafe, Netty has no addresses: found out here, not at a
            // packet.
            addressOf(ByteBuffer.allocateDirect(1));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A key in native memory, freed at {@link #free} or when nothing refers to it any more. */
    static final class Context {
        private final Memory memory;
        private final Cleaner.Cleanable cleanable;

        Context(byte[] key) {
            memory = new Memory(create(key));
            cleanable = CLEANER.register(this, memory);
        }

        /** 0 once it was freed. */
        long address() {
            return memory.address;
        }

        void free() {
            cleanable.clean();
        }
    }

    /** Apart from the context, which would never be unreachable if its cleaner held it. */
    private static final class Memory implements Runnable {
        private long address;

        Memory(long address) {
            this.address = address;
        }

        @Override
        public void run() {
            long freed = address;
            address = 0;
            destroy(freed);
        }
    }

    private final ByteBuffer nonce =
            ByteBuffer.allocateDirect(NONCE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final long nonceAddress = addressOf(nonce);

    long input;
    int inputBytes;
    long aad;
    int aadBytes;
    long output;
    int outputBytes;

    /**
     * @param nonceConstant the first four bytes of every nonce, as a little-endian number
     */
    NettyBoringSslCall(int nonceConstant) {
        nonce.putInt(0, nonceConstant);
    }

    /** Where the memory of a direct buffer begins; its position does not count. */
    static long addressOf(ByteBuffer direct) {
        return PlatformDependent.directBufferAddress(direct);
    }

    /** Contexts in native memory. */
    static int openContexts() {
        return OPEN_CONTEXTS.get();
    }

    /** Bytes of ciphertext and tag; negative if it failed. */
    int seal(long context, long counter) {
        nonce.putLong(Integer.BYTES, counter);
        try {
            return (int)
                    SEAL.invokeExact(
                            context,
                            output,
                            outputBytes,
                            nonceAddress,
                            NONCE_BYTES,
                            input,
                            inputBytes,
                            aad,
                            aadBytes);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Bytes of plaintext; negative for a forgery. */
    int open(long context, long counter) {
        nonce.putLong(Integer.BYTES, counter);
        try {
            return (int)
                    OPEN.invokeExact(
                            context,
                            output,
                            outputBytes,
                            nonceAddress,
                            NONCE_BYTES,
                            input,
                            inputBytes,
                            aad,
                            aadBytes);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static long create(byte[] key) {
        try {
            long context = (long) NEW.invokeExact(CHACHA20_POLY1305, key, TAG_BYTES);
            OPEN_CONTEXTS.incrementAndGet();
            return context;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static void destroy(long context) {
        try {
            FREE.invokeExact(context);
            OPEN_CONTEXTS.decrementAndGet();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A method handle declares that it may throw anything; these calls have no reason to. */
    private static IllegalStateException unexpected(Throwable thrown) {
        return new IllegalStateException("BoringSSL", thrown);
    }
}
