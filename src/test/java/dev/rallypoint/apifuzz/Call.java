package dev.rallypoint.apifuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request as it goes over the wire.
 *
 * @param operation that it was made from
 * @param target path and query, as they stand in the request line
 * @param headers lines without their ends
 * @param expected what its maker knows of the answer
 */
record Call(
        Operation operation,
        String method,
        String target,
        List<String> headers,
        Optional<byte[]> body,
        Expected expected) {
    /** What must become of a call, as far as its parts can tell. */
    enum Expected {
        /** Nothing in it is wrong by its schema: whatever it is refused for, it is not that. */
        WELL_FORMED,
        /** The body is of no legal form. */
        BAD_BODY,
        ANYTHING
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    byte[] toBytes() {
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + target + " HTTP/1.1");
        lines.addAll(headers);
        byte[] head =
                (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] content = body.orElse(new byte[0]);
        byte[] all = new byte[head.length + content.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return all;
    }

    /** For a person. */
    @Override
    public String toString() {
        byte[] all = toBytes();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        return text.length() <= 4_000 ? text : text.substring(0, 4_000) + "… " + all.length;
    }
}
