package dev.rallypoint.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The event stream format of the HTML standard (§9.2.6), fed with bytes as they come. Pure. */
final class SseParser {
    /** One dispatched event. */
    record Event(String id, String type, String data) {}

    /** A line or event beyond any that the server sends. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("an event of more than " + MAX_BYTES + " bytes");
        }
    }

    static final int MAX_BYTES = 65_536;
    private static final long MAX_RETRY_MS = 60_000;

    private final Consumer<Event> onEvent;
    private final LongConsumer onRetryMs;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private String id;
    private boolean afterCarriageReturn;

    /**
     * @param lastEventId of the stream before; kept by events that bring none
     */
    SseParser(String lastEventId, Consumer<Event> onEvent, LongConsumer onRetryMs) {
        this.id = lastEventId;
        this.onEvent = onEvent;
        this.onRetryMs = onRetryMs;
    }

    void onBytes(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            onByte(bytes.get());
        }
    }

    private void onByte(byte value) {
        // A line ends with LF, CR or CR LF.
        boolean secondOfPair = afterCarriageReturn && value == '\n';
        afterCarriageReturn = value == '\r';
        if (secondOfPair) {
            return;
        }
        if (value == '\n' || value == '\r') {
            onLine(line.toString(StandardCharsets.UTF_8));
            line.reset();
            return;
        }
        line.write(value);
        if (line.size() + data.length() > MAX_BYTES) {
            throw new TooLongException();
        }
    }

    private void onLine(String text) {
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        onField(field, value.startsWith(" ") ? value.substring(1) : value);
    }

    private void onField(String field, String value) {
        switch (field) {
            case "data" -> data.append(value).append('\n');
            case "event" -> type = value;
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            case "retry" -> retry(value);
            default -> {
                // A comment (empty field) or a field of the future.
            }
        }
    }

    private void retry(String value) {
        if (value.matches("\\d{1,9}")) {
            onRetryMs.accept(Math.min(MAX_RETRY_MS, Long.parseLong(value)));
        }
    }

    private void dispatch() {
        if (data.length() > 0) {
            String text = data.substring(0, data.length() - 1);
            onEvent.accept(new Event(id, type.isEmpty() ? "message" : type, text));
        }
        data.setLength(0);
        type = "";
    }
}
