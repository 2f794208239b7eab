package dev.rallypoint.bots;

import java.io.Console;
import java.io.PrintStream;

/** A terminal, on which live figures stay in one line; or a file, where each is a line. */
public final class ConsoleScreen implements Screen {
    private static final String CLEAR_LINE = "\r\u001b[2K";

    /** A line that is wider than the terminal is cut: what wraps could not be cleared again. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintStream out;
    private final boolean isTerminal;
    private boolean liveShown;

    public ConsoleScreen(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Standard output, for commands. */
    public static ConsoleScreen ofThisProcess() {
        boolean dumb = "dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        return new ConsoleScreen(System.out, isTerminal(System.console()) && !dumb);
    }

    /** From JDK 22 on there is a console without a terminal, too. */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJdk22) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
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
            out.print(CLEAR_LINE + WRAP_OFF + text + WRAP_ON);
            liveShown = true;
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** What is being done: on a terminal only, and until the next line. */
    public synchronized void progress(String text) {
        if (isTerminal) {
            live(text);
        }
    }

    /** A line that stays, in the place of the {@link #progress} before it. */
    public synchronized void settle(String text) {
        if (liveShown) {
            out.print(CLEAR_LINE);
            liveShown = false;
        }
        line(text);
    }
}
