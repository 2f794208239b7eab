package dev.rallypoint.apifuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls that one input makes, one after the other, and what they were answered. */
final class Story {
    private final Ground ground;
    private final FuzzedDataProvider data;
    private final World world;
    private final List<String> told = new ArrayList<>();
    private boolean isAdministered;
    private boolean isDrained;

    Story(Ground ground, FuzzedDataProvider data) {
        this.ground = ground;
        this.data = data;
        world = ground.begin();
    }

    /** What is wrong with the answer to the next call; empty if nothing is. */
    Optional<String> next() {
        boolean ofOperators = data.consumeInt(0, 2) == 0;
        Contract contract = ofOperators ? ground.operatorContract() : ground.playerContract();
        Values values = new Values(data, contract, world);
        Operation operation = values.anyOf(contract.operations());
        Call call = new CallMaker(values, world).make(operation, ofOperators);
        isAdministered |= ofOperators && !call.method().equals("GET");
        isDrained |= call.target().contains("drain");
        Answer answer = ground.exchange(call, ofOperators);
        told.add(call + "\n=> " + answer);
        Optional<String> wrong = Oracle.judge(call, answer, isDrained);
        ground.learn(world, answer);
        return wrong;
    }

    /** Takes away what it left behind. */
    void end() {
        ground.end(world, isAdministered);
    }

    @Override
    public String toString() {
        return String.join("\n----\n", told);
    }
}
