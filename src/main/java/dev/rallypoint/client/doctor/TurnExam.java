package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.client.Json;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The TURN servers that a node names for WebRTC, over UDP. */
final class TurnExam implements Exam {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;
    private static final int DEFAULT_PORT = 3_478;

    private final Visit visit;

    /** One TURN URL with its credentials. */
    private record Turn(String url, String username, String credential) {}

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
        return Finding.notOffered(name(), "This server offers no TURN over UDP.");
    }

    private HttpResponse<String> iceServers() throws IOException, InterruptedException {
        String token =
                visit.seats
                        .flatMap(seats -> seats.one().session())
                        .map(Api.Session::accessToken)
                        .orElse("");
        return visit.get("v1/ice-servers", TIMEOUT, "Authorization", "Bearer " + token);
    }

    /** Those over UDP, each address once. */
    private static List<Turn> turns(Json servers) {
        List<Turn> turns = new ArrayList<>();
        for (Json server : servers.items()) {
            for (Json url : server.get("urls").items()) {
                String text = url.text();
                if (text.startsWith("turn:") && !text.contains("transport=tcp")) {
                    turns.add(
                            new Turn(
                                    text,
                                    server.findText("username").orElse(""),
                                    server.findText("credential").orElse("")));
                }
            }
        }
        return turns;
    }

    /** RFC 7065 §3.1: without a port it is 3478. */
    static String hostAndPort(String url) {
        String host = url.substring("turn:".length()).replaceAll("\\?.*", "");
        return host.matches(".*[^:]:\\d+|\\[.*]:\\d+") ? host : host + ":" + DEFAULT_PORT;
    }

    private Finding examine(Turn turn) {
        String hostAndPort = hostAndPort(turn.url());
        Json details = Json.object().with("url", turn.url());
        Optional<PeerAddress> address = RegionPing.resolve(hostAndPort);
        if (address.isEmpty()) {
            return Finding.failed(
                    name(), "The TURN server's name is not known: " + hostAndPort, "", details);
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
        TurnQuestion question =
                new TurnQuestion(
                        address.get(), turn.username(), turn.credential(), visit.random::nextBytes);
        try (DatagramRun run = DatagramRun.open()) {
            run.run(question);
        }
        if (question.isGiven()) {
            return Finding.ok(name(), "TURN over UDP gives out an address.", details);
        }
        return question.errorCode() == 0
                ? Finding.failed(
                        name(),
                        "The TURN server at " + hostAndPort + " does not answer.",
                        "Its UDP port is not open or not forwarded, or UDP is blocked here.",
                        details)
                : Finding.failed(
                        name(),
                        "The TURN server refuses with error " + question.errorCode() + ".",
                        "401: its credentials are not those of the API. 486: quota reached. 508: no"
                                + " ports left. Tell its operator.",
                        details);
    }
}
