package dev.rallypoint.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Datagrams that Linux dropped at a UDP socket whose receive queue was full. */
public final class KernelDrops {
    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int REMOTE_ADDRESS = 2;

    private KernelDrops() {}

    /** Of all sockets bound to the port; 0 where the system does not tell. */
    public static long ofPort(int port) {
        return read(port, LOCAL_ADDRESS);
    }

    /** Of all sockets that are connected to the port, in any process. */
    public static long ofPeers(int port) {
        return read(port, REMOTE_ADDRESS);
    }

    private static long read(int port, int column) {
        long drops = 0;
        for (Path table : TABLES) {
            try {
                drops += sum(Files.readAllLines(table), port, column);
            } catch (IOException notLinux) {
                return drops;
            }
        }
        return drops;
    }

    /** The last column of the lines with that port in the column (proc(5)). */
    static long sum(List<String> lines, int port, int column) {
        String suffix = String.format(":%04X", port);
        return lines.stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[column].endsWith(suffix))
                .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                .sum();
    }
}
