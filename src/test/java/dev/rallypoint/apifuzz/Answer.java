package dev.rallypoint.apifuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What came back.
 *
 * @param status 0 if the connection was closed without an answer
 * @param headers by their names in lower case
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final int SHOWN = 1_000;
    static final Answer NONE = new Answer(0, Map.of(), new byte[0]);

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String type() {
        return header("content-type").split(";", 2)[0];
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        String text = text();
        return status
                + " "
                + headers
                + " "
                + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
    }
}
