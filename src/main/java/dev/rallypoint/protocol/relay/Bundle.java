package dev.rallypoint.protocol.relay;

import java.nio.ByteBuffer;

/**
 * Several framed payloads for one member in one netcode payload, so that they are sealed and sent
 * once (docs/protocol/relay.md §4.2). Only a relay makes bundles, and none inside another. Makes no
 * objects: it is on the packet path.
 *
 * <pre>
 * byte 0   0x10: bit 4, which is reserved in a framed header
 * then for each payload, in the order in which they were sent:
 *          its bytes u16 little-endian, the payload with its framed header
 * </pre>
 */
public final class Bundle {
    public static final int HEADER_BYTES = 1;

    /** In front of each payload. */
    public static final int LENGTH_BYTES = 2;

    private static final byte MARK = 0b0001_0000;

    private Bundle() {}

    /** Whether a payload of a framed match, position to limit, is a bundle. */
    public static boolean isBundle(ByteBuffer payload) {
        return payload.hasRemaining() && payload.get(payload.position()) == MARK;
    }

    /** Appends what a bundle begins with. */
    public static void begin(ByteBuffer out) {
        out.put(MARK);
    }

    /** Appends a payload, position to limit, which is left as it was. */
    public static void append(ByteBuffer out, ByteBuffer payload) {
        int bytes = payload.remaining();
        out.put((byte) bytes).put((byte) (bytes >>> Byte.SIZE));
        out.put(out.position(), payload, payload.position(), bytes);
        out.position(out.position() + bytes);
    }

    /**
     * The bytes of the payload whose length stands at the position.
     *
     * @return -1 if the bundle is cut short there: the length or the payload is not whole
     */
    public static int nextBytes(ByteBuffer bundle) {
        if (bundle.remaining() < LENGTH_BYTES) {
            return -1;
        }
        int low = Byte.toUnsignedInt(bundle.get(bundle.position()));
        int high = Byte.toUnsignedInt(bundle.get(bundle.position() + 1));
        int bytes = low | high << Byte.SIZE;
        return bytes > bundle.remaining() - LENGTH_BYTES ? -1 : bytes;
    }
}
