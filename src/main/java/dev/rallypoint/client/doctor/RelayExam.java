package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A real session over the relay: does it come about, and how good is it? */
final class RelayExam implements Exam {
    private static final int CONNECT_MS = 5_000;
    private static final int POLL_MS = 20;
    private static final int MESSAGES = 100;
    private static final int EVERY_MS = 20;
    private static final int BODY_BYTES = 100;
    private static final int LATE_MS = 500;

    private final Visit visit;

    RelayExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "relay-udp";
    }

    @Override
    public List<String> needs() {
        return List.of("lobby");
    }

    @Override
    public List<Finding> examine() {
        if (visit.cannotConnect) {
            return List.of(Finding.skipped(name(), "mtu failed"));
        }
        Seats seats = visit.seats.orElseThrow();
        long beganNanos = System.nanoTime();
        seats.sitDown();
        boolean isConnected = Pauses.until(CONNECT_MS, POLL_MS, seats::areBothConnected);
        if (!isConnected || seats.echoes().slot().isEmpty()) {
            return List.of(explain(seats));
        }
        long connectMs = (System.nanoTime() - beganNanos) / 1_000_000;
        for (int i = 0; i < MESSAGES; i++) {
            seats.oneSeat().sendTo(seats.echoes().slot().getAsInt(), Echoes.message(i, BODY_BYTES));
            Pauses.pause(EVERY_MS);
        }
        Pauses.pause(LATE_MS);
        LinkFigures figures = LinkFigures.of(seats.echoes(), MESSAGES);
        Json details =
                figures.toJson()
                        .with("connectMs", connectMs)
                        .withText("relay", seats.oneSeat().relay().map(PeerAddress::toString));
        return List.of(figures.judge(name(), details));
    }

    /** The server knows better than this machine what came of the attempts. */
    private Finding explain(Seats seats) {
        Optional<Api.ConnectionAttempt> attempt = attempt(seats);
        String where = attempt.map(a -> String.join(", ", a.servers())).orElse("");
        Json details = Json.object().with("relays", where);
        if (attempt.isEmpty()) {
            return Finding.failed(
                    name(),
                    "No session with the relay within " + CONNECT_MS / 1_000 + " s.",
                    "UDP to the relay is blocked, or the relay's port is not open.",
                    details);
        }
        Api.ConnectionAttempt told = attempt.get();
        List<Json> steps = told.steps().stream().map(RelayExam::toJson).toList();
        details = details.with("outcome", told.outcome()).with("serverSaw", Json.array(steps));
        if (told.outcome().equals("never-arrived") || told.outcome().equals("waiting")) {
            return Finding.failed(
                    name(),
                    "Nothing that was sent to the relay at "
                            + where
                            + " arrived there: UDP is blocked on the way.",
                    visit.stunServers.isEmpty()
                            ? "No UDP passes at all: this network or a firewall on this machine"
                                    + " blocks it. Try another network, such as a phone's."
                            : "STUN passes, so that UDP as such works here: the relay's port is not"
                                    + " open or not forwarded at the server, or relay.publicAddress"
                                    + " is wrong. Tell its operator.",
                    details);
        }
        return Finding.failed(name(), told.cause(), told.nextStep(), details);
    }

    /** Of who has no session: the newest one that has come to something. */
    private static Optional<Api.ConnectionAttempt> attempt(Seats seats) {
        try {
            List<Api.ConnectionAttempt> attempts = seats.standing().connections().join().attempts();
            return attempts.stream()
                    .filter(attempt -> !attempt.outcome().equals("waiting"))
                    .findFirst()
                    .or(() -> attempts.stream().findFirst());
        } catch (CompletionException unanswered) {
            return Optional.empty();
        }
    }

    private static Json toJson(Api.ConnectionStep step) {
        Json json =
                Json.object()
                        .with("step", step.step())
                        .with("count", step.count())
                        .with("text", step.text());
        return step.offsetMs().map(offset -> json.with("offsetMs", offset)).orElse(json);
    }
}
