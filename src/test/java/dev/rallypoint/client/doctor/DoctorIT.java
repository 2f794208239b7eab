package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.doctor.Check.Status;
import dev.rallypoint.client.doctor.Doctor.Settings;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the way to a node ends early. */
class DoctorIT {
    private static Diagnosis examine(String url) {
        return Doctor.examine(
                Settings.of(URI.create(url), RallypointClient.newHttpClient()),
                new Doctor.Listener() {});
    }

    private static List<String> failed(Diagnosis found) {
        return found.checks().stream()
                .filter(check -> check.status() == Status.FAILED)
                .map(Check::name)
                .toList();
    }

    @Test
    void aClosedPortIsNamedAndNothingIsTriedThatNeedsIt() {
        Diagnosis found = examine("http://127.0.0.1:1");

        assertThat(failed(found)).containsExactly("tcp");
        assertThat(found.firstFailure().orElseThrow().cause())
                .contains("nothing listens on TCP port 1");
        assertThat(found.checks().stream().filter(check -> check.status() == Status.SKIPPED))
                .isNotEmpty()
                .allMatch(check -> check.cause().equals("Not tried, because tcp failed."));
    }

    @Test
    void anUnknownNameIsNamed() {
        Diagnosis found = examine("http://no-such-host.invalid");

        assertThat(failed(found)).containsExactly("dns");
        assertThat(found.toJson().get("ok").truth()).isFalse();
        assertThat(found.toJson().get("checks").items().get(0).get("ok").truth()).isFalse();
    }
}
