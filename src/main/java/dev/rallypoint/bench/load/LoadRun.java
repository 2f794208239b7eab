package dev.rallypoint.bench.load;

import dev.rallypoint.bench.load.RunOrder.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One run: sends by the schedule, empties the mass's sockets as it goes, reads the sampled ones at
 * once, and at the end waits for what is still on its way.
 */
final class LoadRun implements AutoCloseable {
    private static final int SENDS_AT_ONCE = 32;
    private static final int READS_AT_ONCE = 256;
    private static final int SPINS = 40;
    private static final long REST_NANOS = 100_000;
    private static final long POLL_NANOS = 5_000;
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long HOPELESS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long TAIL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Crowd crowd;
    private final RunOrder order;
    private final int run;
    private final int payloadBytes;
    private final int lobbySize;
    private final int sampledPlayers;
    private final SendSchedule schedule;
    private final long startNanos;
    private final Timeline timeline;
    private final SampleLedger ledger;
    private final FloodSource flood;
    private final Newcomers newcomers;
    private final Selector sampled;
    private final long[] sentInLobby;
    private final Histogram lateness = new Histogram(LONGEST_NANOS, 3);
    private final ByteBuffer message = ByteBuffer.allocate(2_048).order(ByteOrder.LITTLE_ENDIAN);
    private long sent;
    private long received;
    private long nextPollNanos;
    private long idleNanos;
    private boolean gaveUp;

    LoadRun(Crowd crowd, RunOrder order, int run) throws IOException {
        this.crowd = crowd;
        this.order = order;
        this.run = run;
        Terms terms = crowd.terms();
        payloadBytes = terms.payloadBytes();
        lobbySize = terms.lobbySize();
        int lobbies = Math.min(terms.sampledLobbies(), crowd.lobbies());
        sampledPlayers = order.content() == Content.MESSAGES ? lobbies * lobbySize : 0;
        schedule = new SendSchedule(crowd.players().size(), order.segments(), terms.seed());
        sentInLobby = new long[crowd.lobbies()];
        sampled = Selector.open();
        for (Player player : crowd.players()) {
            player.beginRun();
            if (player.index() < sampledPlayers) {
                player.socket().channel().register(sampled, SelectionKey.OP_READ, player);
            }
        }
        startNanos = LoadClock.nanos() + LEAD_NANOS;
        timeline = new Timeline(startNanos, order.segments());
        ledger = new SampleLedger(run, lobbies, lobbySize, payloadBytes, timeline);
        flood = new FloodSource(order.flood(), crowd, startNanos);
        newcomers = new Newcomers(crowd, order.newcomersPerSecond(), startNanos);
    }

    RunResult run() throws IOException {
        while (schedule.hasNext() && !gaveUp) {
            pass();
        }
        long endNanos = LoadClock.nanos();
        Newcomers.Result came = newcomers.finish(endNanos);
        awaitTail(endNanos);
        return result(endNanos - startNanos, came);
    }

    private void pass() throws IOException {
        long now = LoadClock.nanos();
        boolean worked = sendDue(now);
        worked |= flood.step(now);
        worked |= newcomers.step(now);
        worked |= pollSampled(now);
        if (!worked) {
            rest();
            idleNanos += LoadClock.nanos() - now;
        }
    }

    private boolean sendDue(long now) {
        int sends = 0;
        while (sends < SENDS_AT_ONCE && schedule.hasNext()) {
            long due = startNanos + schedule.dueNanos();
            if (due > now) {
                break;
            }
            takeTurn(crowd.players().get(schedule.player()), due);
            schedule.advance();
            sends++;
        }
        return sends > 0;
    }

    private void takeTurn(Player player, long dueNanos) {
        if (player.index() >= sampledPlayers) {
            drain(player);
        }
        long now = LoadClock.nanos();
        lateness.recordValue(Math.min(LONGEST_NANOS, Math.max(0, now - dueNanos)));
        gaveUp |= now - dueNanos > HOPELESS_NANOS;
        if (order.content() == Content.KEEP_ALIVES) {
            player.link().keepAlive(LoadClock.unixMs(now));
        } else {
            send(player, dueNanos, now);
        }
        player.countSent();
        sent++;
    }

    private void send(Player player, long dueNanos, long now) {
        message.clear();
        crowd.reader().writeHeader(message);
        message.limit(message.position() + payloadBytes);
        Message.write(message, run, player.index(), player.sent(), dueNanos);
        sentInLobby[player.lobby()]++;
        if (player.index() < sampledPlayers) {
            ledger.onSent(player.index(), dueNanos);
        }
        player.link().send(message.flip(), LoadClock.unixMs(now));
    }

    /** Reads until everything that others sent so far is there, or the socket is empty. */
    private boolean drain(Player player) {
        ByteBuffer buffer = crowd.buffer();
        long before = player.received() + player.others();
        for (int i = 0; i < READS_AT_ONCE && player.received() < due(player); i++) {
            if (!player.socket().read(buffer)) {
                break;
            }
            player.count(buffer);
        }
        if (order.content() == Content.KEEP_ALIVES) {
            for (int i = 0; i < READS_AT_ONCE && player.socket().read(buffer); i++) {
                player.count(buffer);
            }
        }
        return player.received() + player.others() > before;
    }

    /** Deliveries that the sends so far must lead to. */
    private long due(Player player) {
        return order.content() == Content.KEEP_ALIVES
                ? 0
                : sentInLobby[player.lobby()] - player.sent();
    }

    private boolean pollSampled(long now) throws IOException {
        if (sampledPlayers == 0 || now < nextPollNanos) {
            return false;
        }
        boolean any = sampled.selectNow(key -> listen((Player) key.attachment())) > 0;
        nextPollNanos = LoadClock.nanos() + POLL_NANOS;
        return any;
    }

    private void listen(Player player) {
        ByteBuffer buffer = crowd.buffer();
        for (int i = 0; i < READS_AT_ONCE && player.socket().read(buffer); i++) {
            long now = LoadClock.nanos();
            player.count(buffer);
            player.link().open(buffer, LoadClock.unixMs(now), new Opened(player.index(), now));
        }
    }

    /** Waiting actively, so that the sampled messages are seen when they come. */
    private void rest() {
        if (sampledPlayers == 0) {
            LockSupport.parkNanos(REST_NANOS);
            return;
        }
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }

    /** What was sent last is still on its way: waits until it is all there, or nothing comes. */
    private void awaitTail(long endNanos) throws IOException {
        long now = endNanos;
        long quietSince = now;
        while (now - endNanos < TAIL_NANOS && now - quietSince < QUIET_NANOS) {
            boolean heard = pollSampled(now);
            boolean complete = true;
            for (Player player : crowd.players()) {
                if (player.index() >= sampledPlayers) {
                    heard |= drain(player);
                }
                complete &= player.received() >= due(player);
            }
            if (complete) {
                return;
            }
            now = LoadClock.nanos();
            quietSince = heard ? now : quietSince;
        }
    }

    private RunResult result(long tookNanos, Newcomers.Result came) {
        List<Player> players = crowd.players();
        double[] shares = new double[players.size()];
        long others = 0;
        long troubles = 0;
        int gone = 0;
        for (Player player : players) {
            shares[player.index()] = share(player);
            received += player.received();
            others += player.others();
            troubles += player.socket().troubles();
            gone += player.isGone() ? 1 : 0;
        }
        return new RunResult(
                sent,
                order.content() == Content.MESSAGES ? sent * (lobbySize - 1) : 0,
                received,
                others,
                tookNanos / 1e9,
                ledger.result(),
                timeline.latencies(),
                Latencies.of(lateness),
                timeline.bins(),
                1 - (double) idleNanos / tookNanos,
                gaveUp,
                Shares.of(shares),
                flood.sent(),
                came,
                gone,
                troubles);
    }

    private double share(Player player) {
        long due = due(player);
        return due == 0 ? 1 : (double) player.received() / due;
    }

    @Override
    public void close() throws IOException {
        sampled.close();
        flood.close();
    }

    private final class Opened implements MessageReader.Sink {
        private final int receiver;
        private final long atNanos;

        Opened(int receiver, long atNanos) {
            this.receiver = receiver;
            this.atNanos = atNanos;
        }

        @Override
        public void onMessage(ByteBuffer opened) {
            ledger.onMessage(receiver, opened, atNanos);
        }

        @Override
        public void onForeign() {
            ledger.onForeign();
        }
    }
}
