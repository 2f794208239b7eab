package dev.rallypoint.apifuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
        World world = ground.begin();
        List<String> story = new ArrayList<>();
        boolean isDrained = false;
        boolean isAdministered = false;
        for (int i = 0; i < CALLS && data.remainingBytes() > 0; i++) {
            boolean ofOperators = data.consumeInt(0, 2) == 0;
            Contract contract = ofOperators ? ground.operatorContract() : ground.playerContract();
            Values values = new Values(data, contract, world);
            Operation operation = values.anyOf(contract.operations());
            Call call = new CallMaker(values, world).make(operation, ofOperators);
            isAdministered |= ofOperators && !call.method().equals("GET");
            isDrained |= call.target().contains("drain");
            Answer answer = ground.exchange(call, ofOperators);
            story.add(call + "\n=> " + answer);
            Optional<String> wrong = Oracle.judge(call, answer, isDrained);
            assertThat(wrong).as(() -> String.join("\n----\n", story)).isEmpty();
            ground.learn(world, answer);
        }
        ground.end(world, isAdministered);
        List<String> complaints = ground.node().takeComplaints();
        assertThat(complaints).as(() -> String.join("\n----\n", story)).isEmpty();
        if (inputs % CHECK_EVERY == 0) {
            assertThat(ground.illness()).isEmpty();
        }
    }

    /** Which operations there are, for the report. */
    static Stream<String> operations() {
        return Stream.of("/openapi.yaml", "/apifuzz/operator-api.yaml")
                .map(Contract::load)
                .flatMap(contract -> contract.operations().stream())
                .map(Operation::id);
    }
}
