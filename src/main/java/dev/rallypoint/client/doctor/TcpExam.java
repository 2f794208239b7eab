package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether something listens on the API's port. */
final class TcpExam implements Exam {
    private static final int TIMEOUT_MS = 4_000;

    private final Visit visit;

    TcpExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public List<String> needs() {
        return List.of("dns");
    }

    @Override
    public List<Finding> examine() {
        Optional<IOException> failure = Optional.empty();
        for (InetAddress address : visit.addresses) {
            long began = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, visit.port()), TIMEOUT_MS);
                double ms = (System.nanoTime() - began) / 1e6;
                visit.answering = Optional.of(address);
                return List.of(
                        Finding.ok(
                                name(),
                                "TCP port " + visit.port() + " answers.",
                                Json.object()
                                        .with("address", address.getHostAddress())
                                        .with("connectMs", Json.of(ms))));
            } catch (IOException refused) {
                failure = Optional.of(failure.orElse(refused));
            }
        }
        return List.of(refused(failure.orElseThrow()));
    }

    private Finding refused(IOException failure) {
        String where = visit.hostAndPort();
        if (failure instanceof SocketTimeoutException) {
            return Finding.failed(
                    name(),
                    "Nothing comes back from "
                            + where
                            + " within "
                            + TimeUnit.MILLISECONDS.toSeconds(TIMEOUT_MS)
                            + " s.",
                    "The machine is off, or a firewall there swallows TCP port "
                            + visit.port()
                            + ", or the router before it does not forward that port.");
        }
        if (failure instanceof NoRouteToHostException || isUnreachable(failure)) {
            return Finding.failed(
                    name(),
                    "There is no way from this machine to " + where + ": " + message(failure),
                    "Check that this machine is online, and a VPN or firewall of yours.");
        }
        if (failure instanceof ConnectException) {
            return Finding.failed(
                    name(),
                    "The machine answers, but nothing listens on TCP port " + visit.port() + ".",
                    "The node is not running, or its API has another port (http.port, by default"
                            + " 25566) or is bound to another address (http.host).");
        }
        return Finding.failed(name(), where + ": " + message(failure), "See the cause.");
    }

    private static boolean isUnreachable(IOException failure) {
        return message(failure).contains("unreachable");
    }

    private static String message(IOException failure) {
        return String.valueOf(failure.getMessage());
    }
}
