package dev.rallypoint.bench;

import dev.rallypoint.bench.load.LoadProcess;
import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.bench.report.MachineFacts;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.PacketCiphers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
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

    static MachineFacts facts(Cores cores) {
        int wanted = new ConfigLoader().load().relay().socketBufferBytes();
        return new MachineFacts(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.runtime.version"),
                PacketCiphers.name(),
                cores.note(),
                wanted,
                granted(wanted),
                LoadProcess.maxPlayers(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** What the kernel gives of a receive buffer. */
    private static int granted(int wanted) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            return probe.setOption(StandardSocketOptions.SO_RCVBUF, wanted)
                    .getOption(StandardSocketOptions.SO_RCVBUF);
        } catch (IOException e) {
            throw new UncheckedIOException("no UDP socket", e);
        }
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
