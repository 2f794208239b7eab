package dev.rallypoint.apifuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 by hand: no client library sends what is wrong. One call at a time. */
final class Wire implements AutoCloseable {
    /** An answer takes milliseconds; this long is a call that hangs. */
    private static final int ANSWER_MS = 15_000;

    private static final int MAX_ANSWER_BYTES = 64 << 20;
    private static final String EVENT_STREAM = "text/event-stream";

    private final InetSocketAddress node;
    private Socket socket = new Socket();
    private InputStream in;

    Wire(int port) {
        node = new InetSocketAddress("127.0.0.1", port);
    }

    /** Sends the call, over the connection of the one before if that is still good. */
    Answer exchange(Call call) {
        boolean isFresh = !isOpen();
        try {
            Answer answer = tryExchange(call);
            // A kept connection may have been closed by the other side just before.
            return answer == Answer.NONE && !isFresh ? tryExchange(call) : answer;
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to " + call, e);
        }
    }

    private boolean isOpen() {
        return socket.isConnected() && !socket.isClosed();
    }

    private Answer tryExchange(Call call) throws IOException {
        if (!isOpen()) {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MS);
            socket.connect(node, ANSWER_MS);
            in = new BufferedInputStream(socket.getInputStream());
        }
        try {
            socket.getOutputStream().write(call.toBytes());
            socket.getOutputStream().flush();
            return read(call);
        } catch (SocketException refusedWhileSending) {
            close();
            return Answer.NONE;
        }
    }

    private Answer read(Call call) throws IOException {
        String statusLine = line();
        if (statusLine.isEmpty()) {
            close();
            return Answer.NONE;
        }
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] nameAndValue = line.split(":", 2);
            headers.merge(
                    nameAndValue[0].toLowerCase(Locale.ROOT),
                    nameAndValue[1].strip(),
                    (one, other) -> one + ", " + other);
        }
        if (status == 100) {
            return read(call);
        }
        Answer head = new Answer(status, headers, new byte[0]);
        if (head.type().equals(EVENT_STREAM)) {
            close();
            return head;
        }
        boolean hasBody = !call.isHead() && status > 199 && status != 204 && status != 304;
        byte[] body = hasBody ? body(head) : new byte[0];
        if (head.header("connection").equalsIgnoreCase("close")) {
            close();
        }
        return new Answer(status, headers, body);
    }

    private byte[] body(Answer head) throws IOException {
        if (head.header("transfer-encoding").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = head.header("content-length");
        if (length.isEmpty()) {
            byte[] rest = in.readNBytes(MAX_ANSWER_BYTES);
            close();
            return rest;
        }
        return in.readNBytes(Math.min(MAX_ANSWER_BYTES, Integer.parseInt(length)));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            all.write(in.readNBytes(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    /** Empty also at the end of the stream. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
