package dev.rallypoint.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rest of the world of a {@link NetworkLab}, which sends what it likes from any address. */
public final class Outside {
    private static final int END_SECONDS = 30;
    private static final Pattern REPORT =
            Pattern.compile("sent (\\d+) bytes (\\d+) answered (\\d+) bytes (\\d+)");

    /**
     * A datagram of a flood.
     *
     * @param source port 0 and 0.0.0.0 = a random one each time
     * @param bytes none = 1 to 1,400 random ones
     * @param randomFrom from here on to before {@code randomTo} the bytes are drawn anew each time
     */
    public record Datagram(InetSocketAddress source, byte[] bytes, int randomFrom, int randomTo) {
        private static final InetSocketAddress ANY = new InetSocketAddress("0.0.0.0", 0);

        /** Random bytes from random addresses. */
        public static Datagram garbage() {
            return new Datagram(ANY, new byte[0], 0, 0);
        }

        /** From random addresses. */
        public static Datagram fromAnywhere(byte[] bytes, int randomFrom, int randomTo) {
            return new Datagram(ANY, bytes, randomFrom, randomTo);
        }

        /** Byte for byte. */
        public static Datagram from(InetSocketAddress source, byte[] bytes) {
            return new Datagram(source, bytes, 0, 0);
        }

        private void write(ByteArrayOutputStream out) {
            out.writeBytes(source.getAddress().getAddress());
            out.write(source.getPort() >> Byte.SIZE);
            out.write(source.getPort());
            for (int number : new int[] {bytes.length, randomFrom, randomTo}) {
                out.write(number);
                out.write(number >> Byte.SIZE);
            }
            out.writeBytes(bytes);
        }
    }

    /** What passed the cable, Ethernet headers included. */
    public record Traffic(long sent, long sentBytes, long answered, long answeredBytes) {}

    private final List<String> program;
    private final Path folder;

    Outside(List<String> program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** A flood that has begun. */
    public final class Flood {
        private final Process process;

        private Flood(Process process) {
            this.process = process;
        }

        public boolean isOver() {
            return !process.isAlive();
        }

        public Traffic traffic() throws IOException, InterruptedException {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            String said = new String(process.getInputStream().readAllBytes()).strip();
            Matcher figures = REPORT.matcher(said);
            if (!figures.matches()) {
                throw new IOException("the flood failed: " + said);
            }
            return new Traffic(
                    Long.parseLong(figures.group(1)),
                    Long.parseLong(figures.group(2)),
                    Long.parseLong(figures.group(3)),
                    Long.parseLong(figures.group(4)));
        }
    }

    /** Sends these in turn, so many a second. */
    public Flood flood(
            InetSocketAddress target, List<Datagram> datagrams, int perSecond, Duration length)
            throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        datagrams.forEach(datagram -> datagram.write(records));
        Path file = Files.write(folder.resolve("flood.bin"), records.toByteArray());
        List<String> command = new ArrayList<>(program);
        command.addAll(
                List.of(
                        target.getAddress().getHostAddress(),
                        String.valueOf(target.getPort()),
                        String.valueOf(perSecond),
                        String.valueOf(length.toMillis() / 1e3),
                        "1",
                        file.toString()));
        return new Flood(new ProcessBuilder(command).redirectErrorStream(true).start());
    }
}
