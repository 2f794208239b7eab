package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String shownOn(boolean terminal) {
        ConsoleScreen screen =
                new ConsoleScreen(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        screen.live("1 s");
        screen.live("2 s");
        screen.line("done");
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void inAFileEachFigureIsALineWithoutControlCharacters() {
        assertThat(shownOn(false)).isEqualTo("1 s\n2 s\ndone\n");
    }

    /** A wrapped line could not be cleared: each second would leave its first half behind. */
    @Test
    void onATerminalTheFiguresReplaceEachOtherInOneRowHoweverNarrow() {
        String row = "\r\u001b[2K\u001b[?7l%s\u001b[?7h";
        assertThat(shownOn(true))
                .isEqualTo(row.formatted("1 s") + row.formatted("2 s") + "\ndone\n");
    }
}
