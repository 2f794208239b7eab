package dev.rallypoint.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.bench.report.HtmlPage;
import dev.rallypoint.bench.report.MachineFacts;
import dev.rallypoint.bench.report.ScenarioResult;
import dev.rallypoint.bench.report.StepTable;
import dev.rallypoint.bench.scenario.Ground;
import dev.rallypoint.bench.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One run of {@code bench}, from the machine's facts to the files. */
final class BenchRun {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT);

    private final BenchPlan plan;
    private final Consumer<String> screen;
    private final Cores cores = Cores.ofThisMachine();
    private final Map<String, Scenario> known = Scenarios.all();

    BenchRun(BenchPlan plan, Consumer<String> screen) {
        this.plan = plan;
        this.screen = screen;
    }

    /** Runs everything, writes the files, and answers what was found. */
    BenchReport run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        MachineFacts machine = Machine.facts(cores);
        say(machine);
        Ground ground = new Ground(cores, plan.effort(), plan.seed(), screen);
        List<ScenarioResult> results = new ArrayList<>();
        for (String name : plan.scenarios()) {
            results.add(run(known.get(name), ground));
        }
        Comparison comparison = new Comparison(cores, plan.effort(), screen);
        if (plan.compare()) {
            comparison.run(results);
        }
        BenchReport report =
                new BenchReport(
                        machine,
                        plan.quick(),
                        (System.nanoTime() - began) / 1e9,
                        plan.seed(),
                        results,
                        comparison.baselines(),
                        comparison.ratios(),
                        comparison.missing());
        write(report);
        return report;
    }

    private ScenarioResult run(Scenario scenario, Ground ground)
            throws IOException, InterruptedException {
        screen.accept("");
        screen.accept("== " + scenario.name());
        screen.accept(StepTable.head());
        ScenarioResult result = scenario.run(ground);
        result.notes().forEach(note -> screen.accept("   " + note));
        result.failures().forEach(failure -> screen.accept("   FAILED: " + failure));
        return result;
    }

    private void say(MachineFacts machine) {
        screen.accept(
                machine.processor() + " · " + machine.cores() + " cores · " + machine.system());
        screen.accept(machine.java() + " · " + machine.ciphers());
        screen.accept(machine.pinning());
        screen.accept(
                String.format(
                        "receive buffer %,d of %,d bytes granted · at most %,d players a process"
                                + " (open files) · seed %d",
                        machine.grantedBufferBytes(),
                        machine.wantedBufferBytes(),
                        machine.openFiles(),
                        plan.seed()));
        screen.accept(
                "In 8 lobbies every message is opened and checked, the rest is counted. CPU is that"
                        + " of the whole relay process, for one delivered message.");
    }

    private void write(BenchReport report) throws IOException {
        if (plan.json().isPresent()) {
            Path file = plan.json().get();
            JSON.writeValue(file.toFile(), report);
            screen.accept("figures: " + file);
        }
        if (plan.html().isPresent()) {
            Path file = plan.html().get();
            Map<String, Double> rivals = new LinkedHashMap<>();
            report.baselines()
                    .forEach(one -> rivals.put(one.name(), one.cpuNsPerDeliveredAtBest()));
            String page = new HtmlPage(report.machine(), report.scenarios(), rivals).render();
            Files.writeString(file, page);
            screen.accept("page: " + file);
        }
    }
}
