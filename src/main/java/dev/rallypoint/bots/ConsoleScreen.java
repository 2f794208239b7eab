package dev.rallypoint.bots;

import java.io.PrintStream;

/** A terminal, on which live figures stay in one line; or a file, where each is a line. */
public final class ConsoleScreen implements Screen {
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean isTerminal;
    private boolean liveShown;

    public ConsoleScreen(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Standard output, for commands. */
    static ConsoleScreen ofThisProcess() {
        boolean dumb = "dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        return new ConsoleScreen(System.out, System.console() != null && !dumb);
    }

    @Override
    public synchronized void line(String text) {
        if (liveShown) {
            out.println();
            liveShown = false;
        }
        out.println(text);
        out.flush();
    }

    @Override
    public synchronized void live(String text) {
        if (isTerminal) {
            out.print(CLEAR_LINE + text);
            liveShown = true;
        } else {
            out.println(text);
        }
        out.flush();
    }
}
