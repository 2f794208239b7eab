package dev.rallypoint.client.doctor;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/** Examines the way from this machine to a node, step by step. */
public final class Doctor {
    /** Hears how it goes on, on the thread that runs the doctor. */
    public interface Listener {
        default void onBegin(String name) {}

        default void onCheck(Check check) {}
    }

    /**
     * @param url of a node's matchmaking API
     * @param http for its calls
     * @param trust who is believed over https; empty = as Java does
     * @param clockMs this machine's clock, Unix ms
     * @param stun a STUN server to find the NAT out with, {@code host:port}; empty = the nodes'
     * @param connectToken one that a game was given, base64; empty = none to look at
     * @param deviceId a secret of 32 or more characters by which its two guests are the same each
     *     time, as in {@code loginAsGuest}; empty = new ones, which stay in the server's database
     */
    public record Settings(
            URI url,
            HttpClient http,
            Optional<SSLContext> trust,
            LongSupplier clockMs,
            Optional<String> stun,
            Optional<String> connectToken,
            Optional<String> deviceId) {
        /** With guests that are new each time. */
        public Settings(
                URI url,
                HttpClient http,
                Optional<SSLContext> trust,
                LongSupplier clockMs,
                Optional<String> stun,
                Optional<String> connectToken) {
            this(url, http, trust, clockMs, stun, connectToken, Optional.empty());
        }

        /** With this machine's clock, and without the extras. */
        public static Settings of(URI url, HttpClient http) {
            return new Settings(
                    url,
                    http,
                    Optional.empty(),
                    System::currentTimeMillis,
                    Optional.empty(),
                    Optional.empty());
        }
    }

    private final Visit visit;
    private final Listener listener;
    private final long startedNanos = System.nanoTime();
    private final List<Check> checks = new ArrayList<>();

    /** Exams that failed or were skipped, and which one that is the fault of. */
    private final Map<String, String> faults = new HashMap<>();

    private Doctor(Settings settings, Listener listener) {
        this.visit = new Visit(settings);
        this.listener = listener;
    }

    /** Blocks for five to thirty seconds. */
    public static Diagnosis examine(Settings settings, Listener listener) {
        Instant startedAt = Instant.ofEpochMilli(settings.clockMs().getAsLong());
        Doctor doctor = new Doctor(settings, listener);
        doctor.run();
        return new Diagnosis(settings.url(), startedAt, doctor.elapsedMs(), doctor.checks);
    }

    private void run() {
        try {
            exams().stream().filter(Exam::applies).forEach(this::run);
        } finally {
            visit.seats.ifPresent(Seats::leave);
        }
    }

    private List<Exam> exams() {
        return List.of(
                new DnsExam(visit),
                new TcpExam(visit),
                new TlsExam(visit),
                new HttpExam(visit),
                new ClockExam(visit),
                new RegionsExam(visit),
                new NatExam(visit),
                new PacketSizeExam(visit),
                new ConnectTokenExam(visit),
                new LobbyExam(visit),
                new RelayExam(visit),
                new MtuExam(visit),
                new WebSocketExam(visit),
                new TurnExam(visit),
                new DirectExam(visit));
    }

    private void run(Exam exam) {
        Optional<String> missing =
                exam.needs().stream()
                        .flatMap(name -> Optional.ofNullable(faults.get(name)).stream())
                        .findFirst();
        long beganMs = elapsedMs();
        List<Finding> findings;
        if (missing.isPresent()) {
            findings = List.of(Finding.skipped(exam.name(), missing.get() + " failed"));
        } else {
            listener.onBegin(exam.name());
            findings = examine(exam);
        }
        long tookMs = elapsedMs() - beganMs;
        for (Finding finding : findings) {
            Check check = finding.at(beganMs, tookMs);
            checks.add(check);
            if (!check.isOk()) {
                faults.putIfAbsent(exam.name(), missing.orElse(check.name()));
            }
            listener.onCheck(check);
        }
    }

    /**
     * What fails in one exam, such as a socket that the system refuses, must not end the others.
     */
    private static List<Finding> examine(Exam exam) {
        try {
            return exam.examine();
        } catch (RuntimeException failure) {
            return List.of(
                    Finding.failed(
                            exam.name(),
                            "The doctor itself fails here: " + failure,
                            "What this machine refuses is named there; if it refuses nothing, the"
                                    + " server's answers are of another version, or the doctor has"
                                    + " a fault: report it."));
        }
    }

    private long elapsedMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }
}
