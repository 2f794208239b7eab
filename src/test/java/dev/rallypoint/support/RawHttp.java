package dev.rallypoint.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection on which a test writes what it likes, from the loopback address it likes. */
public final class RawHttp implements AutoCloseable {
    private final Socket socket;

    /** Connects from 127.0.0.1. */
    public RawHttp(int port) throws IOException {
        this("127.0.0.1", port);
    }

    /**
     * @param from another address of 127.0.0.0/8, to be somebody else
     */
    public RawHttp(String from, int port) throws IOException {
        this(new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0));
    }

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
    }

    /** Over a connection that is there. */
    public static RawHttp over(Socket socket) throws IOException {
        return new RawHttp(socket);
    }

    public RawHttp send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A request without a body; each line of {@code headers} ends with CRLF. */
    public RawHttp get(String path, String headers) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: node.example\r\n" + headers + "\r\n");
    }

    /** All until the other side ends it; empty if it does so without a word. */
    public String readToEnd(int limitMs) throws IOException {
        socket.setSoTimeout(limitMs);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + limitMs + " ms; got: " + all, e);
        } catch (IOException reset) {
            return all.toString(StandardCharsets.UTF_8);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** One answer with a Content-Length, head and body. */
    public String readAnswer() throws IOException {
        socket.setSoTimeout(10_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return head.toString(StandardCharsets.UTF_8);
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.UTF_8);
        int length =
                text.lines()
                        .filter(line -> line.toLowerCase().startsWith("content-length:"))
                        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
