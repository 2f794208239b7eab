package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpClosingIT {
    private static final int PATIENCE_MS = 10_000;
    private final HttpNode node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);

    @AfterEach
    void stop() {
        node.close();
    }

    /** A connection that is kept for call after call. */
    private final class Caller implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Caller() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), node.http.port());
            socket.setSoTimeout(PATIENCE_MS);
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        /** The head of the answer, in lower case. */
        List<String> call() throws IOException {
            String call = "HEAD /v1/regions HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
            List<String> head = new ArrayList<>();
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                head.add(line.toLowerCase(Locale.ROOT));
                line = in.readLine();
            }
            return head;
        }

        /** Whether the connection ends in order; a reset is thrown. */
        boolean isEnded() throws IOException {
            return in.read() == -1;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aNodeThatStopsTellsItsCallersAndStillAnswersThoseWhoCallJustThen() throws IOException {
        try (Caller busy = new Caller();
                Caller quiet = new Caller()) {
            assertThat(busy.call()).contains("http/1.1 200 ok").doesNotContain("connection: close");
            assertThat(quiet.call()).contains("http/1.1 200 ok");

            node.http.announceStopping();
            Future<Void> stopping = node.stopHttp();

            assertThat(busy.call()).contains("http/1.1 200 ok", "connection: close");
            assertThat(quiet.isEnded()).isTrue();
            HttpNode.await(stopping);
        }
    }
}
