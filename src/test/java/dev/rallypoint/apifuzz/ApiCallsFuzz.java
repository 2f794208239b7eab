package dev.rallypoint.apifuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A few calls after each other against a node; run by {@code ApiFuzzIT}. */
class ApiCallsFuzz {
    private static final int CALLS = 6;
    private static final int CHECK_EVERY = 200;
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost");
    private static Ground ground;
    private static int inputs;

    @BeforeAll
    static void start() {
        ground = new Ground();
    }

    @AfterAll
    static void stop() {
        assertThat(ground.illness()).isEmpty();
        ground.close();
    }

    @FuzzTest
    void calls(FuzzedDataProvider data) {
        if (inputs++ == 0) {
            // A node that a call makes connect to anywhere else is a finding.
            BugDetectors.allowNetworkConnections((host, port) -> HERE.contains(host));
        }
        Story story = new Story(ground, data);
        for (int i = 0; i < CALLS && data.remainingBytes() > 0; i++) {
            Optional<String> wrong = story.next();
            assertThat(wrong).as(story::toString).isEmpty();
        }
        story.end();
        assertThat(ground.node().takeComplaints()).as(story::toString).isEmpty();
        if (inputs % CHECK_EVERY == 0) {
            assertThat(ground.illness()).isEmpty();
        }
    }
}
