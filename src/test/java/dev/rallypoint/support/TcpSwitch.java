package dev.rallypoint.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * TCP between programs on this machine that can be cut: nothing gets through any more and nobody is
 * told, as when a cable is pulled. What was under way arrives after the cut, as TCP's repetitions
 * would. Each program has a loopback address of its own, by which the switch knows who calls.
 */
public final class TcpSwitch implements AutoCloseable {
    private static final String LISTENS = "127.0.0.1";
    private static final int FIRST_HOST = 17;
    private static final int BACKLOG = 50;
    private static final int BUFFER_BYTES = 65_536;

    /**
     * Where a program is plugged in.
     *
     * @param host the address under which others know the program, and from which it calls them
     * @param outside the port that others call
     * @param behind the port of 127.0.0.1 that the program listens on
     */
    public record Port(String host, int outside, int behind) {
        public String address() {
            return host + ":" + outside;
        }
    }

    private final Map<String, Port> ports = new LinkedHashMap<>();
    private final List<AutoCloseable> sockets = new CopyOnWriteArrayList<>();
    private final Set<Set<String>> cuts = new HashSet<>();
    private boolean isClosed;

    /** Gives a program its address. Until it is switched on, calls to it are refused. */
    public void plugIn(String name) throws IOException {
        String host = "127.0.0." + (FIRST_HOST + ports.size());
        Port port = new Port(host, freePort(host), freePort(LISTENS));
        synchronized (this) {
            ports.put(name, port);
        }
    }

    private static int freePort(String host) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return free.getLocalPort();
        }
    }

    /** From now on what comes to its address is passed on. */
    public Port switchOn(String name) throws IOException {
        Port port = port(name);
        ServerSocket outside =
                new ServerSocket(port.outside(), BACKLOG, InetAddress.getByName(port.host()));
        sockets.add(outside);
        run(name + "-accepts", () -> accept(outside, port));
        return port;
    }

    private synchronized Port port(String name) {
        return ports.get(name);
    }

    /** All that are plugged in, as a Hazelcast file lists members. */
    public synchronized String membersXml() {
        return ports.values().stream()
                .map(port -> "<member>" + port.address() + "</member>")
                .collect(Collectors.joining());
    }

    /** Between one and all others. */
    public synchronized void isolate(String name) {
        String host = ports.get(name).host();
        for (Port other : ports.values()) {
            if (!other.host().equals(host)) {
                cuts.add(Set.of(host, other.host()));
            }
        }
    }

    public synchronized void heal() {
        cuts.clear();
        notifyAll();
    }

    private void accept(ServerSocket outside, Port port) throws IOException {
        while (true) {
            Socket caller = outside.accept();
            sockets.add(caller);
            run("link", () -> link(caller, port));
        }
    }

    private void link(Socket caller, Port port) throws IOException {
        String from = caller.getInetAddress().getHostAddress();
        awaitOpen(from, port.host());
        Socket callee = new Socket();
        sockets.add(callee);
        try {
            callee.connect(new InetSocketAddress(LISTENS, port.behind()));
        } catch (IOException nobodyListens) {
            caller.close();
            return;
        }
        caller.setTcpNoDelay(true);
        callee.setTcpNoDelay(true);
        run("back", () -> pump(callee, caller, Set.of(from, port.host())));
        pump(caller, callee, Set.of(from, port.host()));
    }

    private void pump(Socket in, Socket out, Set<String> ends) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (in;
                out) {
            InputStream source = in.getInputStream();
            OutputStream target = out.getOutputStream();
            for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
                awaitOpen(ends);
                target.write(buffer, 0, read);
            }
            awaitOpen(ends);
        }
    }

    private void awaitOpen(String one, String other) {
        if (!one.equals(other)) {
            awaitOpen(Set.of(one, other));
        }
    }

    private synchronized void awaitOpen(Set<String> ends) {
        try {
            while (cuts.contains(ends) && !isClosed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(String name, Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException ended) {
                                // The other end hung up, or the switch was closed.
                                Thread.currentThread().interrupt();
                            }
                        },
                        "switch-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        for (AutoCloseable socket : new ArrayList<>(sockets)) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
