package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;

/** Takes the messages out of one decrypted payload. */
interface MessageReader {
    /** Gets each message, position to limit, little-endian, valid during the call only. */
    interface Sink {
        void onMessage(ByteBuffer message);

        /** Bytes that are no message and nothing that a relay says. */
        void onForeign();
    }

    /** Payload: position to limit, little-endian. */
    void read(ByteBuffer payload, Sink sink);

    /** Appends what goes in front of a message that is sent. */
    void writeHeader(ByteBuffer out);

    /** The payload is the message. */
    MessageReader RAW =
            new MessageReader() {
                @Override
                public void read(ByteBuffer payload, Sink sink) {
                    sink.onMessage(payload);
                }

                @Override
                public void writeHeader(ByteBuffer out) {
                    // Nothing goes in front.
                }
            };

    /** Passes everything over. */
    Sink NOBODY =
            new Sink() {
                @Override
                public void onMessage(ByteBuffer message) {
                    // Of an earlier run, or of nobody's interest.
                }

                @Override
                public void onForeign() {
                    // As above.
                }
            };
}
