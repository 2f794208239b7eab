package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import io.netty.channel.unix.Buffer;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The messages of one {@code recvmmsg} or {@code sendmmsg} call, made once and used again and
 * again. Netty's datagram channel makes several objects for each datagram; its native calls make
 * none, but are not public. So this class looks them up, and {@link #isAvailable} says whether this
 * version of Netty has them (docs/decisions/0010-packet-path-over-netty-natives.md). Belongs to one
 * thread.
 */
final class NettyMessageVector {
    private static final String PACKETS = "io.netty.channel.epoll.NativeDatagramPacketArray";

    /** A struct iovec where pointers have 64 bits: address and length. */
    private static final int IOVEC_BYTES = 2 * Long.BYTES;

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** What this class needs of Netty; fails to initialize where that is not to be had. */
    private static final class Natives {
        private static final Class<?> PACKET = type(PACKETS + "$NativeDatagramPacket");
        private static final Lookup LOOKUP = privateLookup(PACKET);
        private static final MethodHandle SET_IOVECS = setter("memoryAddress", long.class);
        private static final MethodHandle SET_COUNT = setter("count", int.class);
        private static final MethodHandle COUNT = getter("count", int.class);
        private static final MethodHandle SENDER = getter("senderAddr", byte[].class);
        private static final MethodHandle SENDER_BYTES = getter("senderAddrLen", int.class);
        private static final MethodHandle SENDER_PORT = getter("senderPort", int.class);
        private static final MethodHandle RECIPIENT = getter("recipientAddr", byte[].class);
        private static final MethodHandle SET_RECIPIENT_BYTES =
                setter("recipientAddrLen", int.class);
        private static final MethodHandle SET_RECIPIENT_PORT = setter("recipientPort", int.class);
        private static final MethodHandle RECEIVE = call("recvmmsg");
        private static final MethodHandle SEND = call("sendmmsg");

        private static Class<?> type(String name) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static Lookup privateLookup(Class<?> type) {
            try {
                return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            } catch (IllegalAccessException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static MethodHandle setter(String field, Class<?> type) {
            try {
                MethodHandle setter = LOOKUP.findSetter(PACKET, field, type);
                return setter.asType(MethodType.methodType(void.class, Object.class, type));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static MethodHandle getter(String field, Class<?> type) {
            try {
                MethodHandle getter = LOOKUP.findGetter(PACKET, field, type);
                return getter.asType(MethodType.methodType(type, Object.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /** {@code int name(int fd, boolean ipv6, NativeDatagramPacket[] messages, int, int)}. */
        private static MethodHandle call(String name) {
            Class<?> natives = type("io.netty.channel.epoll.Native");
            Class<?> array = PACKET.arrayType();
            MethodType wanted =
                    MethodType.methodType(
                            int.class, int.class, boolean.class, array, int.class, int.class);
            try {
                return privateLookup(natives)
                        .findStatic(natives, name, wanted)
                        .asType(wanted.changeParameterType(2, Object[].class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static Object[] packets(int count) {
            try {
                var constructor = PACKET.getDeclaredConstructor(type(PACKETS));
                constructor.setAccessible(true);
                Object[] packets = (Object[]) Array.newInstance(PACKET, count);
                for (int i = 0; i < count; i++) {
                    // The array it would belong to is only used by what is not called here.
                    packets[i] = constructor.newInstance((Object) null);
                }
                return packets;
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("another version of Netty", e);
            }
        }
    }

    private final Object[] packets;
    private final byte[][] senders;
    private final byte[][] recipients;
    private final int[] receivedBytes;
    private final ByteBuffer iovecs;

    /** Messages of one part each, without memory yet: {@link #setMemory}. */
    NettyMessageVector(int messages) {
        packets = Natives.packets(messages);
        senders = new byte[messages][];
        recipients = new byte[messages][];
        receivedBytes = new int[messages];
        iovecs = ByteBuffer.allocateDirect(messages * IOVEC_BYTES).order(ByteOrder.nativeOrder());
        long iovecAddress = Buffer.memoryAddress(iovecs);
        try {
            for (int i = 0; i < messages; i++) {
                senders[i] = (byte[]) Natives.SENDER.invokeExact(packets[i]);
                recipients[i] = (byte[]) Natives.RECIPIENT.invokeExact(packets[i]);
                long iovec = iovecAddress + (long) i * IOVEC_BYTES;
                Natives.SET_IOVECS.invokeExact(packets[i], iovec);
                Natives.SET_COUNT.invokeExact(packets[i], 1);
                Natives.SET_RECIPIENT_BYTES.invokeExact(packets[i], IPV6_BYTES);
            }
        } catch (Throwable impossible) {
            throw rethrown(impossible);
        }
    }

    /** Whether this platform and this version of Netty have what is needed. */
    static boolean isAvailable() {
        if (PlatformDependent.bitMode() != Long.SIZE) {
            return false;
        }
        try {
            return new NettyMessageVector(1).size() == 1;
        } catch (LinkageError absent) {
            return false;
        }
    }

    int size() {
        return packets.length;
    }

    /** Gives a message its bytes: {@code address} is that of direct memory the caller keeps. */
    void setMemory(int message, long address, int bytes) {
        iovecs.putLong(message * IOVEC_BYTES, address);
        iovecs.putLong(message * IOVEC_BYTES + Long.BYTES, bytes);
    }

    void setRecipient(int message, PeerAddress to) {
        byte[] address = recipients[message];
        LONGS.set(address, 0, to.high());
        LONGS.set(address, Long.BYTES, to.low());
        try {
            Natives.SET_RECIPIENT_PORT.invokeExact(packets[message], to.port());
        } catch (Throwable impossible) {
            throw rethrown(impossible);
        }
    }

    /** Bytes of a received message. */
    int receivedBytes(int message) {
        return receivedBytes[message];
    }

    /** Who sent a received message; the object comes out of {@code cache} if it is known. */
    PeerAddress sender(int message, PeerAddressCache cache) {
        try {
            byte[] address = senders[message];
            int port = (int) Natives.SENDER_PORT.invokeExact(packets[message]);
            int bytes = (int) Natives.SENDER_BYTES.invokeExact(packets[message]);
            return bytes == IPV4_BYTES
                    ? cache.ofIpv4((int) INTS.get(address, 0), port)
                    : cache.of((long) LONGS.get(address, 0), (long) LONGS.get(address, 8), port);
        } catch (Throwable impossible) {
            throw rethrown(impossible);
        }
    }

    /**
     * {@code recvmmsg} into the first {@code count} messages.
     *
     * @return how many were received; 0 = there were none
     */
    int receive(int fd, boolean ipv6, int count) throws IOException {
        try {
            int received = (int) Natives.RECEIVE.invokeExact(fd, ipv6, packets, 0, count);
            for (int i = 0; i < received; i++) {
                takeReceivedBytes(packets[i], i);
            }
            return received;
        } catch (Throwable failure) {
            throw ioExceptionOf(failure);
        }
    }

    /**
     * Netty answers the bytes where it reads the number of parts. They are replaced before anybody
     * else has a say: with another number the kernel would write behind the message's memory.
     */
    private void takeReceivedBytes(Object packet, int message) throws Throwable {
        receivedBytes[message] = (int) Natives.COUNT.invokeExact(packet);
        Natives.SET_COUNT.invokeExact(packet, 1);
    }

    /**
     * {@code sendmmsg} of {@code count} messages from {@code first} on.
     *
     * @return how many were sent; 0 = the kernel takes none now
     * @throws IOException if the first one cannot be sent
     */
    int send(int fd, boolean ipv6, int first, int count) throws IOException {
        try {
            return (int) Natives.SEND.invokeExact(fd, ipv6, packets, first, count);
        } catch (Throwable failure) {
            throw ioExceptionOf(failure);
        }
    }

    private static IOException ioExceptionOf(Throwable failure) {
        if (failure instanceof IOException expected) {
            return expected;
        }
        throw rethrown(failure);
    }

    /** Method handles declare everything; what they call declares nothing but IOException. */
    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }
}
