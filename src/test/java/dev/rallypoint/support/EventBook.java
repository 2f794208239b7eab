package dev.rallypoint.support;

import dev.rallypoint.client.LobbyEvents.Listener;
import dev.rallypoint.client.LobbyEvents.LobbyEvent;
import dev.rallypoint.client.RallypointException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a member heard of its lobby's events. */
final class EventBook implements Listener {
    private final List<Long> ids = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    @Override
    public synchronized void onEvent(LobbyEvent event) {
        ids.add(Long.parseLong(event.id()));
        event.data().findText("text").ifPresent(texts::add);
    }

    @Override
    public synchronized void onRefused(RallypointException reason) {
        faults.add("refused: " + reason.getMessage());
    }

    /** Ids that are missing or came twice or in a wrong order, and refusals; empty is good. */
    synchronized List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        IntStream.range(1, ids.size())
                .filter(i -> ids.get(i) != ids.get(i - 1) + 1)
                .mapToObj(i -> "event " + ids.get(i) + " after " + ids.get(i - 1))
                .forEach(all::add);
        return all;
    }

    /** Of chat lines, in their order. */
    synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    synchronized int size() {
        return ids.size();
    }
}
