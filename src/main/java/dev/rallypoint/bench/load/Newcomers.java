package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Players who connect while others play. Each leaves again at once. */
public final class Newcomers {
    private static final long LOOK_NANOS = 2_000_000;
    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final int FIRST_LOBBY = 30_000;
    private static final int LOBBIES = 20_000;

    /**
     * @param tried who began to connect in time to be able to finish
     * @param connected who got in
     * @param connectMicros how long it took them
     */
    public record Result(int tried, int connected, Latencies connectMicros) {}

    private record Attempt(PlayerSocket socket, NetcodeLink link, long sinceNanos) {}

    private final Crowd crowd;
    private final double perSecond;
    private final long startNanos;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Histogram took = new Histogram(3);
    private int tried;
    private int ended;
    private int connected;
    private long nextLookNanos;

    Newcomers(Crowd crowd, double perSecond, long startNanos) {
        this.crowd = crowd;
        this.perSecond = perSecond;
        this.startNanos = startNanos;
    }

    /** Goes on with those who try; answers whether there was anything to do. */
    boolean step(long nowNanos) {
        if (perSecond == 0 || nowNanos < nextLookNanos) {
            return false;
        }
        nextLookNanos = nowNanos + LOOK_NANOS;
        long nowMs = LoadClock.unixMs(nowNanos);
        if (tried < perSecond * (nowNanos - startNanos) / 1e9) {
            int lobby = FIRST_LOBBY + tried % LOBBIES;
            PlayerSocket socket = PlayerSocket.open(crowd.target(), lobby);
            attempts.add(new Attempt(socket, crowd.netcodeLink(socket, lobby, 0, nowMs), nowNanos));
            tried++;
        }
        attempts.removeIf(attempt -> isOver(attempt, nowNanos, nowMs));
        return true;
    }

    private boolean isOver(Attempt attempt, long nowNanos, long nowMs) {
        attempt.link().keepAlive(nowMs);
        ByteBuffer buffer = crowd.buffer();
        while (attempt.socket().read(buffer)) {
            attempt.link().open(buffer, nowMs, MessageReader.NOBODY);
        }
        boolean isIn = attempt.link().isConnected();
        if (!isIn && nowNanos - attempt.sinceNanos() < PATIENCE_NANOS) {
            return false;
        }
        ended++;
        if (isIn) {
            connected++;
            took.recordValue(nowNanos - attempt.sinceNanos());
        }
        leave(attempt, nowMs);
        return true;
    }

    private static void leave(Attempt attempt, long nowMs) {
        attempt.link().leave(nowMs);
        attempt.socket().close();
    }

    /** Ends it; those who have just begun do not count. */
    Result finish(long nowNanos) {
        for (Iterator<Attempt> each = attempts.iterator(); each.hasNext(); each.remove()) {
            leave(each.next(), LoadClock.unixMs(nowNanos));
        }
        return new Result(ended, connected, Latencies.of(took));
    }
}
