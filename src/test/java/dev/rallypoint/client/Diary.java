package dev.rallypoint.client;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Writes down what it hears. */
class Diary implements RelayListener {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void onConnected(int slot, int slots) {
        lines.add("connected " + slot + "/" + slots);
    }

    @Override
    public void onMessage(int fromSlot, ByteBuffer body) {
        lines.add("message " + fromSlot + " " + text(body));
    }

    @Override
    public void onState(int fromSlot, int sequence, ByteBuffer body) {
        lines.add("state " + fromSlot + " " + text(body));
    }

    @Override
    public void onInterrupted(String cause) {
        lines.add("interrupted");
    }

    @Override
    public void onMoved(PeerAddress from, PeerAddress to) {
        lines.add("moved");
    }

    @Override
    public void onResumed(int slot) {
        lines.add("resumed " + slot);
    }

    @Override
    public void onClosed() {
        lines.add("closed");
    }

    @Override
    public void onFailed(RallypointException cause) {
        lines.add("failed " + cause.code());
    }

    void await(String line) {
        Awaitility.await().atMost(LIMIT).until(() -> lines.contains(line));
    }

    private static String text(ByteBuffer body) {
        return StandardCharsets.UTF_8.decode(body).toString();
    }
}
