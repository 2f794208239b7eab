package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.contract.Api;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether what listens is a node that takes players. */
final class HttpExam implements Exam {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Visit visit;

    HttpExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public List<String> needs() {
        return List.of("tcp", "tls");
    }

    @Override
    public List<Finding> examine() {
        long began = System.nanoTime();
        try {
            HttpResponse<String> health = visit.get("v1/health", TIMEOUT);
            double ms = (System.nanoTime() - began) / 1e6;
            return List.of(judge(health, ms));
        } catch (IOException failure) {
            return List.of(failed(failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.failed(name(), "The doctor was stopped.", ""));
        }
    }

    private Finding judge(HttpResponse<String> health, double ms)
            throws IOException, InterruptedException {
        Json details =
                Json.object().with("status", health.statusCode()).with("answerMs", Json.of(ms));
        if (health.statusCode() == 503) {
            return Finding.failed(
                    name(),
                    "The node takes no players now: it stops, or is cut off from its cluster.",
                    "Try another node, or again in a minute. Its operator sees why at"
                            + " /health/ready.",
                    details);
        }
        if (health.statusCode() == 403 && health.body().contains("https_required")) {
            return Finding.failed(
                    name(),
                    "This node answers over https only.",
                    "Use https:// in the address.",
                    details);
        }
        if (health.statusCode() != 200 || !health.body().contains("\"up\"")) {
            return Finding.failed(
                    name(),
                    "What answers at " + visit.hostAndPort() + " is not a Rallypoint node.",
                    "Check address and port; the API has port 25566 unless configured. A captive"
                            + " portal or proxy may answer in its place: open the address in a"
                            + " browser.",
                    details);
        }
        return onUp(ms, details);
    }

    /** The second call has the connection, and its classes, at hand. */
    private Finding onUp(double firstMs, Json details) throws IOException, InterruptedException {
        long began = System.nanoTime();
        HttpResponse<String> answer = visit.get("v1/doctor", TIMEOUT);
        double ms = Math.min(firstMs, (System.nanoTime() - began) / 1e6);
        visit.data = Optional.of(answer).filter(a -> a.statusCode() == 200).flatMap(this::read);
        String node =
                visit.data
                        .map(data -> " of " + data.nodeId() + ", region " + data.region())
                        .orElse("");
        return Finding.ok(
                name(),
                String.format(Locale.ROOT, "The API%s answers in %.0f ms.", node, ms),
                visit.data.flatMap(Api.DoctorData::yourAddress).isPresent()
                        ? details.with("yourAddress", visit.data.get().yourAddress().get())
                        : details);
    }

    private Optional<Api.DoctorData> read(HttpResponse<String> answer) {
        try {
            return Optional.of(DoctorJson.data(Json.parse(answer.body())));
        } catch (Json.JsonException anotherVersion) {
            return Optional.empty();
        }
    }

    private Finding failed(IOException failure) {
        if (failure instanceof HttpTimeoutException) {
            return Finding.failed(
                    name(),
                    "The node takes the connection, but says nothing within "
                            + TIMEOUT.toSeconds()
                            + " s: its process hangs, is paused or overloaded.",
                    "Try another node. Its operator should look at the log and at the machine's"
                            + " load, or restart the node.");
        }
        if (!visit.isTls() && TlsExam.speaksTls(visit)) {
            return Finding.failed(
                    name(),
                    "Port " + visit.port() + " speaks https, not http.",
                    "Use https:// in the address.");
        }
        return Finding.failed(
                name(),
                "The connection breaks before an answer comes: " + failure.getMessage(),
                "What listens there is no Rallypoint node, or refuses this address: a firewall or"
                        + " connection limit. Ask its operator.");
    }
}
