package dev.rallypoint.bench;

import dev.rallypoint.bench.host.RelayFacts;
import dev.rallypoint.bench.load.LoadProcess;
import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.bench.report.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** Asks this machine what it is. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Machine() {}

    static MachineFacts facts(Cores cores, RelayFacts relay) {
        return new MachineFacts(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.runtime.version"),
                relay.ciphers(),
                cores.note(),
                relay.wantedBufferBytes(),
                relay.grantedBufferBytes(),
                LoadProcess.maxPlayers(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
