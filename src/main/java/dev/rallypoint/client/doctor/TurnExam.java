package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.client.Json;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** The TURN servers that a node names for WebRTC, over UDP, TCP and TLS. */
final class TurnExam implements Exam {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;
    private static final int CONNECT_MS = 3_000;

    /** A server's list must not keep a player waiting for ever. */
    private static final int MAX_URLS = 8;

    private final Visit visit;

    /** One TURN URL with its credentials. */
    record Turn(TurnUrl url, String username, String credential) {
        TurnRequests requests() {
            return new TurnRequests(username, credential);
        }
    }

    TurnExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "turn";
    }

    @Override
    public List<String> needs() {
        return List.of("lobby");
    }

    @Override
    public List<Finding> examine() {
        try {
            HttpResponse<String> answer = iceServers();
            if (answer.statusCode() == NOT_FOUND) {
                return List.of(notOffered());
            }
            if (answer.statusCode() != OK) {
                return List.of(
                        Finding.failed(
                                name(),
                                "GET /v1/ice-servers answers " + answer.statusCode() + ".",
                                "Try again; the problem's code says why."));
            }
            List<Turn> turns = turns(Json.parse(answer.body()));
            return turns.isEmpty()
                    ? List.of(notOffered())
                    : turns.stream().map(this::examine).toList();
        } catch (IOException | Json.JsonException failure) {
            return List.of(Finding.failed(name(), failure.getMessage(), "Try again."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.failed(name(), "The doctor was stopped.", ""));
        }
    }

    private Finding notOffered() {
        return Finding.notOffered(name(), "This server offers no TURN.");
    }

    private HttpResponse<String> iceServers() throws IOException, InterruptedException {
        String token =
                visit.seats
                        .flatMap(seats -> seats.one().session())
                        .map(Api.Session::accessToken)
                        .orElse("");
        return visit.get("v1/ice-servers", TIMEOUT, "Authorization", "Bearer " + token);
    }

    private static List<Turn> turns(Json servers) {
        List<Turn> turns = new ArrayList<>();
        for (Json server : servers.items()) {
            String username = server.findText("username").orElse("");
            String credential = server.findText("credential").orElse("");
            for (Json url : server.get("urls").items()) {
                TurnUrl.parse(url.text())
                        .map(read -> new Turn(read, username, credential))
                        .ifPresent(turns::add);
            }
        }
        return turns.subList(0, Math.min(MAX_URLS, turns.size()));
    }

    private Finding examine(Turn turn) {
        String hostAndPort = turn.url().hostAndPort();
        Json details = Json.object().with("url", turn.url().text());
        Optional<PeerAddress> address = RegionPing.resolve(hostAndPort);
        if (address.isEmpty()) {
            return Finding.failed(
                    name(),
                    "The TURN server's name is not known: " + hostAndPort,
                    "Tell its operator: turn.hostName must be a name that the internet knows.",
                    details);
        }
        if (!visit.mayAsk(address.get())) {
            return Finding.failed(
                    name(),
                    "The TURN server's address "
                            + address.get()
                            + " is of a private network, which players elsewhere do not reach.",
                    "Tell the operator: TURN must be told with its public address.",
                    details);
        }
        return ask(turn, address.get(), details);
    }

    private Finding ask(Turn turn, PeerAddress address, Json details) {
        TurnQuestion question =
                new TurnQuestion(
                        address,
                        turn.requests(),
                        turn.url().way() != TurnUrl.Way.UDP,
                        visit.random::nextBytes);
        try {
            if (turn.url().way() == TurnUrl.Way.UDP) {
                askOverUdp(question);
            } else {
                askOverConnection(turn.url(), question, address);
            }
        } catch (IOException | UncheckedIOException failure) {
            return unreachable(turn, String.valueOf(failure.getMessage()), details);
        }
        return judge(turn, question, details);
    }

    private static void askOverUdp(TurnQuestion question) {
        try (DatagramRun run = DatagramRun.open()) {
            run.run(question);
            question.giveBack();
        }
    }

    private void askOverConnection(TurnUrl url, TurnQuestion question, PeerAddress address)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address.toInetSocketAddress(), CONNECT_MS);
            socket.setSoTimeout(CONNECT_MS);
            Socket open = url.way() == TurnUrl.Way.TLS ? shakeHands(socket, url) : socket;
            StreamRun.run(question, open, address);
            question.giveBack();
        }
    }

    /** The certificate must have the URL's name, as browsers want it. */
    private Socket shakeHands(Socket plain, TurnUrl url) throws IOException {
        SSLSocket socket = (SSLSocket) sockets().createSocket(plain, url.host(), url.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private SSLSocketFactory sockets() {
        return visit.settings
                .trust()
                .map(SSLContext::getSocketFactory)
                .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private Finding judge(Turn turn, TurnQuestion question, Json details) {
        if (question.isGiven()) {
            if (turn.url().way() == TurnUrl.Way.UDP && visit.turn.isEmpty()) {
                visit.turn = Optional.of(turn);
            }
            return Finding.ok(
                    name(), "TURN over " + turn.url().way() + " gives out an address.", details);
        }
        return question.errorCode() == 0
                ? unreachable(turn, "no answer", details)
                : Finding.failed(
                        name(),
                        "The TURN server refuses with error " + question.errorCode() + ".",
                        "401: its credentials are not those of the API. 486: quota reached. 508: no"
                                + " ports left. Tell its operator.",
                        details);
    }

    private Finding unreachable(Turn turn, String why, Json details) {
        TurnUrl url = turn.url();
        String port = url.port() + (url.way() == TurnUrl.Way.UDP ? "/udp" : "/tcp");
        return Finding.failed(
                name(),
                "The TURN server at "
                        + url.hostAndPort()
                        + " does not answer over "
                        + url.way()
                        + ": "
                        + why
                        + ".",
                "Its port " + port + " is not open or not forwarded, or is blocked here.",
                details);
    }
}
