package dev.rallypoint.bots;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was said. */
final class ScreenLog implements Screen {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> liveLines = new CopyOnWriteArrayList<>();

    @Override
    public void line(String text) {
        lines.add(text);
    }

    @Override
    public void live(String text) {
        liveLines.add(text);
    }
}
