package dev.rallypoint.bots;

import dev.rallypoint.bots.RaceReport.LatencyMs;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * A whole run: players log in, meet in lobbies, start, connect, race, are counted, leave. Blocks
 * the calling thread; used once.
 */
public final class BotRun {
    /** The run could not even begin. */
    public static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(String message, Throwable cause) {
            super(message, cause);
        }

        /** Whether no server answered. */
        boolean isUnreachable() {
            return getCause() instanceof RallypointException refusal
                    && refusal.code().equals(RallypointException.UNREACHABLE);
        }
    }

    /** A player takes two handshake datagrams, and a source address has 50 a second. */
    private static final long CONNECT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long CONNECT_SECONDS = 30;
    private static final double NANOS_PER_MS = 1e6;

    private final RacePlan plan;
    private final Screen screen;
    private final RelayLoop loop;
    private final Race race;
    private IntConsumer onSecond = second -> {};
    private Function<Map<PeerAddress, Long>, String> where = players -> "";
    private Function<Race, Gathering> gathering;
    private int lobbiesLost;
    private int seatsLost;

    private BotRun(
            RacePlan plan, Screen screen, RelayLoop loop, IntFunction<Racer> racers, int run) {
        this.plan = plan;
        this.screen = screen;
        this.loop = loop;
        this.race = new Race(plan, loop, screen, run);
        this.gathering = players -> new Meeting(players, screen);
        List<Integer> sizes = plan.lobbySizes();
        int number = 0;
        for (int lobby = 0; lobby < sizes.size(); lobby++) {
            for (int seat = 0; seat < sizes.get(lobby); seat++) {
                BotDrive drive =
                        number < plan.cheaters() ? BotDrive.cheating(number) : BotDrive.HONEST;
                Bot.Place place = new Bot.Place(lobby, seat);
                race.add(new Bot(place, drive, racers.apply(number++), race));
            }
        }
    }

    /**
     * Over real HTTP and UDP.
     *
     * @param run a random number, so that states of other runs are noticed
     */
    public static BotRun overNetwork(
            RacePlan plan, HttpClient http, Screen screen, RelayLoop loop, int run) {
        Patience patience = new Patience(screen);
        return new BotRun(
                plan,
                screen,
                loop,
                player -> new SdkRacer(plan.serversOf(player), http, loop, patience),
                run);
    }

    /** With players of another kind, by number. */
    static BotRun with(RacePlan plan, Screen screen, RelayLoop loop, IntFunction<Racer> racers) {
        return new BotRun(plan, screen, loop, racers, 1);
    }

    /** With players whom matching brought together, by number. */
    static BotRun matched(
            RacePlan plan, Screen screen, RelayLoop loop, IntFunction<Racer> racers, int run) {
        return new BotRun(plan, screen, loop, racers, run);
    }

    /** How they meet; they make lobbies and join them if nothing else is said. */
    BotRun gathering(Function<Race, Gathering> ways) {
        gathering = ways;
        return this;
    }

    /** Called on the run's thread when counting begins (0) and after each second of it. */
    public BotRun onSecond(IntConsumer observer) {
        onSecond = observer;
        return this;
    }

    /** Words for the live line about how many players each relay serves. */
    public BotRun saying(Function<Map<PeerAddress, Long>, String> words) {
        where = words;
        return this;
    }

    /** To be called when a relay was killed; any thread. */
    public KilledNode onNodeKilled(PeerAddress relay) {
        return new KilledNode(race, race.onNodeKilled(relay).join());
    }

    /** How many connected players each relay serves at the moment. */
    public Map<PeerAddress, Long> playersByRelay() {
        return race.bots().stream()
                .flatMap(bot -> bot.place().stream())
                .filter(Racer.Seat::isConnected)
                .flatMap(seat -> seat.relay().stream())
                .collect(Collectors.groupingBy(relay -> relay, Collectors.counting()));
    }

    /**
     * @throws FailedException if players could not meet or connect at all
     */
    public RaceReport run() throws InterruptedException {
        Gathering meeting = gathering.apply(race);
        List<Api.Lobby> lobbies = meeting.meet();
        connect(lobbies);
        long startNanos = System.nanoTime();
        race();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        check(lobbies);
        RaceReport report = report(seconds);
        meeting.leave(lobbies);
        return report;
    }

    private void connect(List<Api.Lobby> lobbies) throws InterruptedException {
        List<Bot> bots = race.bots();
        screen.line("Connecting over encrypted UDP …");
        long startNanos = System.nanoTime();
        for (int i = 0; i < bots.size(); i++) {
            Bot bot = bots.get(i);
            loop.executeAt(
                    startNanos + i * CONNECT_PAUSE_NANOS,
                    () -> bot.sitDown(lobbies.get(bot.lobby())));
        }
        long pauses = TimeUnit.NANOSECONDS.toSeconds(bots.size() * CONNECT_PAUSE_NANOS);
        try {
            Meeting.all(bots.stream().map(Bot::connected).toList())
                    .get(CONNECT_SECONDS + pauses, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            long there = bots.stream().filter(bot -> bot.connected().isDone()).count();
            throw new FailedException(
                    "only " + there + " of " + bots.size() + " players reached their relay", e);
        } catch (ExecutionException e) {
            throw new FailedException(
                    "a player could not connect over UDP: "
                            + e.getCause().getMessage()
                            + ". Tokens name the address that the node advertises"
                            + " (relay.publicAddress); its relay port must be reachable there",
                    e);
        }
    }

    private void race() throws InterruptedException {
        screen.line(
                String.format(
                        "All connected. Racing for %d s, %d states a second each …",
                        plan.seconds(), plan.hz()));
        CompletableFuture<Void> finished = race.begin();
        onSecond.accept(0);
        RaceLedger.Totals before = new RaceLedger.Totals(0, 0, 0, 0, 0);
        for (int second = 1; !isDone(finished); second++) {
            Race.Figures now = race.figures().join();
            screen.live(live(second, before, now));
            onSecond.accept(second);
            before = now.totals();
        }
    }

    /** Waits a second, or until the end. */
    private static boolean isDone(CompletableFuture<Void> finished) throws InterruptedException {
        try {
            finished.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        }
    }

    private String live(int second, RaceLedger.Totals before, Race.Figures now) {
        RaceLedger.Totals totals = now.totals();
        long datagrams = totals.delivered() - before.delivered() + totals.sent() - before.sent();
        // What was sent a second ago and is not here, or was overtaken by a later one.
        long lost = Math.max(totals.overtaken(), before.expected() - totals.delivered());
        long connected =
                race.bots().stream()
                        .flatMap(bot -> bot.place().stream())
                        .filter(Racer.Seat::isConnected)
                        .count();
        return String.format(
                Locale.ROOT,
                "%4d s  %d players  delivered %,d  lost %,d"
                        + "  p50 %.2f ms  p99 %.2f ms  %,d datagrams/s%s",
                second,
                connected,
                totals.delivered(),
                lost,
                now.recentMicros().getValueAtPercentile(50) / 1e3,
                now.recentMicros().getValueAtPercentile(99) / 1e3,
                datagrams,
                where.apply(playersByRelay()));
    }

    private void check(List<Api.Lobby> lobbies) {
        for (int i = 0; i < lobbies.size(); i++) {
            List<Bot> members = race.lobbies().get(i);
            Optional<Api.Lobby> now = look(members.get(0).racer(), lobbies.get(i).lobbyId());
            if (now.isEmpty()) {
                lobbiesLost++;
                seatsLost += members.size();
            } else {
                seatsLost += (int) members.stream().filter(m -> !m.keptSeat(now.get())).count();
            }
        }
    }

    private Optional<Api.Lobby> look(Racer member, String lobbyId) {
        try {
            return Optional.of(member.look(lobbyId).join())
                    .filter(lobby -> !lobby.state().equals("closed"));
        } catch (CompletionException refused) {
            screen.line("Lobby " + lobbyId + " is gone: " + refused.getCause().getMessage());
            return Optional.empty();
        }
    }

    private RaceReport report(double seconds) {
        Race.Figures figures = race.figures().join();
        RaceLedger.Totals totals = figures.totals();
        long[] gaps = race.ledger().longestGapsNanos();
        return new RaceReport(
                race.bots().size(),
                race.lobbies().size(),
                totals.sent(),
                totals.delivered(),
                totals.expected(),
                totals.lost(),
                Math.min(totals.lost(), race.ledger().lostWithNodes()),
                totals.duplicated(),
                figures.skipped(),
                latency(race.ledger().latencyMicros()),
                race.bots().stream().mapToInt(Bot::reconnects).sum(),
                gaps[gaps.length - 1] / NANOS_PER_MS,
                gaps[gaps.length / 2] / NANOS_PER_MS,
                seatsLost,
                lobbiesLost,
                figures.errors(),
                seconds);
    }

    private static LatencyMs latency(Histogram micros) {
        return new LatencyMs(
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3);
    }
}
