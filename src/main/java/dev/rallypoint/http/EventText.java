package dev.rallypoint.http;

/** An event in the text of server-sent events (WHATWG HTML §9.2.5). */
final class EventText {
    private EventText() {}

    /** JSON has no raw line breaks, so the data is one line. */
    static String of(long id, String type, Object event) {
        return "id: %d\nevent: %s\ndata: %s\n\n".formatted(id, type, ApiJson.encode(event));
    }
}
