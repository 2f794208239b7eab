package dev.rallypoint;

import dev.rallypoint.bots.ConsoleScreen;
import dev.rallypoint.bots.HttpsOptions;
import dev.rallypoint.client.doctor.Check;
import dev.rallypoint.client.doctor.Check.Status;
import dev.rallypoint.client.doctor.Diagnosis;
import dev.rallypoint.client.doctor.Doctor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rallypoint doctor}: what is wrong between this machine and a node. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Tests this machine's path to a node: name, TCP, TLS, HTTP, clock, STUN at each region,"
                    + " NAT, a real session over the relay, packet size, WebSocket, TURN.",
            "Names the cause and the next step of what fails.",
            "Exit status: 0 nothing failed, 1 something did, 2 bad use."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int BAD_USE = 2;

    @Option(
            names = "--url",
            required = true,
            description = "a node's matchmaking address, such as https://play.example:25566")
    private URI url;

    @Option(names = "--json", description = "write the findings to this file")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--stun",
            paramLabel = "HOST:PORT",
            description =
                    "find the NAT out with this STUN server, one with two addresses (RFC 5780), in"
                            + " place of the nodes'")
    private Optional<String> stun = Optional.empty();

    @Option(
            names = "--connect-token",
            paramLabel = "FILE",
            description = "look at the connect token in this file, too: base64, as the API gave it")
    private Optional<Path> connectToken = Optional.empty();

    @Mixin private HttpsOptions https;

    @Override
    public Integer call() throws IOException {
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            System.err.println("--url: " + url + " is not of the form http://host:25566");
            return BAD_USE;
        }
        if (json.isPresent() && !canWrite(json.get())) {
            System.err.println("--json: " + json.get() + " cannot be written");
            return BAD_USE;
        }
        Path deviceFile =
                DoctorDevice.fileOf(System.getenv(), System.getProperty("user.home", "."));
        try (DoctorDevice device = DoctorDevice.open(deviceFile)) {
            ConsoleScreen screen = ConsoleScreen.ofThisProcess();
            Diagnosis found = Doctor.examine(settings(device), new Shown(screen));
            summary(found).stream().map(DoctorCommand::plain).forEach(screen::line);
            if (json.isPresent()) {
                Files.writeString(json.get(), found.toJson() + System.lineSeparator());
            }
            return found.isOk() ? 0 : 1;
        } catch (IllegalArgumentException badUse) {
            System.err.println(badUse.getMessage());
            return BAD_USE;
        }
    }

    private static List<String> summary(Diagnosis found) {
        String skipped =
                found.checks().stream()
                        .filter(check -> check.status() == Status.SKIPPED)
                        .map(Check::name)
                        .collect(Collectors.joining(", "));
        String verdict =
                found.firstFailure()
                        .map(failure -> "Begin with " + failure.name() + ": " + failure.cause())
                        .orElse("Nothing is wrong.");
        return skipped.isEmpty()
                ? List.of("", verdict)
                : List.of("not tried: " + skipped, "", verdict);
    }

    /** Asked before, not after half a minute. */
    private static boolean canWrite(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : directory != null && Files.isWritable(directory);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("--connect-token: " + file + " cannot be read");
        }
    }

    /** A server's words must not steer the terminal, nor begin a line of their own. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }

    private Doctor.Settings settings(DoctorDevice device) {
        Optional<String> token = Optional.empty();
        if (connectToken.isPresent()) {
            token = Optional.of(read(connectToken.get()));
        }
        return new Doctor.Settings(
                url,
                https.httpClient(List.of(url)),
                https.trust(),
                System::currentTimeMillis,
                stun,
                token,
                device.of(url));
    }

    /** A line for each check, with the time since the beginning; the next step below it. */
    private record Shown(ConsoleScreen screen) implements Doctor.Listener {
        @Override
        public void onBegin(String name) {
            screen.progress("        … " + name);
        }

        @Override
        public void onCheck(Check check) {
            if (check.status() == Status.SKIPPED) {
                return;
            }
            screen.settle(
                    plain(
                            String.format(
                                    "%5.1f s %s %-16s %s",
                                    (check.atMs() + check.tookMs()) / 1e3,
                                    mark(check.status()),
                                    check.name(),
                                    check.cause())));
            if (!check.nextStep().isEmpty()) {
                screen.line(plain(" ".repeat(27) + "→ " + check.nextStep()));
            }
        }

        private static String mark(Status status) {
            return switch (status) {
                case OK -> "ok     ";
                case WARNING -> "warning";
                case FAILED -> "FAILED ";
                case NOT_OFFERED -> "none   ";
                case SKIPPED -> "skipped";
            };
        }
    }
}
