package dev.rallypoint.turn;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Serves one page, and lets pages write to each other by name: what is posted to a name is what the
 * next GET of that name answers.
 */
final class PageServer implements AutoCloseable {
    private static final int WAIT_MS = 500;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, BlockingQueue<String>> boxes = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final byte[] page;

    PageServer(String resource) throws IOException {
        try (InputStream in = PageServer.class.getResourceAsStream(resource)) {
            page = in.readAllBytes();
        }
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/page.html";
    }

    private BlockingQueue<String> box(String name) {
        return boxes.computeIfAbsent(name, any -> new LinkedBlockingQueue<>());
    }

    /** What was posted to that name; empty text if nothing was in time. */
    String await(String name, int seconds) throws InterruptedException {
        String text = box(name).poll(seconds, TimeUnit.SECONDS);
        return text == null ? "" : text;
    }

    private void handle(HttpExchange call) throws IOException {
        try (call) {
            String name = call.getRequestURI().getPath().substring(1);
            if (name.equals("page.html")) {
                answer(call, 200, page);
            } else if (call.getRequestMethod().equals("POST")) {
                byte[] body = call.getRequestBody().readAllBytes();
                box(name).add(new String(body, StandardCharsets.UTF_8));
                answer(call, 204, new byte[0]);
            } else {
                String text = box(name).poll(WAIT_MS, TimeUnit.MILLISECONDS);
                boolean isThere = text != null;
                answer(
                        call,
                        isThere ? 200 : 204,
                        isThere ? text.getBytes(StandardCharsets.UTF_8) : new byte[0]);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange call, int status, byte[] body) throws IOException {
        call.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            call.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
