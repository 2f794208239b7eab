package dev.rallypoint.http;

import dev.rallypoint.contract.BusMessage.LobbyEvent;

/** A lobby event in the text of server-sent events (WHATWG HTML §9.2.5). */
final class EventText {
    private EventText() {}

    /** JSON has no raw line breaks, so the data is one line. */
    static String of(LobbyEvent event) {
        return "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(event.id(), event.type(), ApiJson.encode(event));
    }
}
