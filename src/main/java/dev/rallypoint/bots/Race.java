package dev.rallypoint.bots;

import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The counted part of a run: every player sends at the same rate, spread evenly over the tick.
 * Belongs to the loop's thread but for {@link #begin} and {@link #figures}.
 */
final class Race {
    /** What the live line shows. */
    record Figures(RaceLedger.Totals totals, Histogram recentMicros, int errors, long skipped) {}

    /** What a state may take to its receiver when all goes well. */
    private static final int UNDER_WAY_MS = 100;

    /** After the last state datagrams may still be under way. */
    private static final long MAX_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long DRAIN_BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SAID_ERRORS = 5;

    private final RacePlan plan;
    private final RelayLoop loop;
    private final Screen screen;
    private final int run;
    private final RaceLedger ledger;
    private final List<List<Bot>> lobbies = new ArrayList<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final List<Bot> bots = new ArrayList<>();
    private final Set<PeerAddress> killed = new HashSet<>();
    private int stillSending;
    private long skipped;
    private int errors;

    Race(RacePlan plan, RelayLoop loop, Screen screen, int run) {
        this.plan = plan;
        this.loop = loop;
        this.screen = screen;
        this.run = run;
        this.ledger = new RaceLedger(plan.lobbySizes(), plan.statesPerPlayer());
        plan.lobbySizes().forEach(size -> lobbies.add(new ArrayList<>()));
    }

    /** Before {@link #begin}. */
    void add(Bot bot) {
        lobbies.get(bot.lobby()).add(bot);
        bots.add(bot);
    }

    List<Bot> bots() {
        return bots;
    }

    /** The members of each lobby, by seat. */
    List<List<Bot>> lobbies() {
        return lobbies;
    }

    /** Starts the counting; the future completes after the last datagram or the drain time. */
    CompletableFuture<Void> begin() {
        loop.execute(this::start);
        return finished;
    }

    CompletableFuture<Figures> figures() {
        CompletableFuture<Figures> answer = new CompletableFuture<>();
        loop.execute(
                () ->
                        answer.complete(
                                new Figures(
                                        ledger.totals(),
                                        ledger.takeRecentMicros(),
                                        errors,
                                        skipped)));
        return answer;
    }

    int run() {
        return run;
    }

    /** Complete after {@link #begin}'s future. */
    RaceLedger ledger() {
        return ledger;
    }

    /** The slot that the server gave to a seat; -1 if there is no such seat. */
    int slotOf(int lobby, int seat) {
        List<Bot> members = lobbies.get(lobby);
        return seat < 0 || seat >= members.size() ? -1 : members.get(seat).slot();
    }

    void onSkipped() {
        skipped++;
    }

    void onError(String what) {
        errors++;
        if (errors <= SAID_ERRORS) {
            screen.line("Error: " + what);
        }
    }

    /**
     * A node was killed: its lobbies are without a relay until all their players have another one.
     *
     * @return the numbers of these lobbies
     */
    CompletableFuture<List<Integer>> onNodeKilled(PeerAddress relay) {
        CompletableFuture<List<Integer>> answer = new CompletableFuture<>();
        loop.execute(() -> answer.complete(beginOutages(relay)));
        return answer;
    }

    private List<Integer> beginOutages(PeerAddress relay) {
        List<Integer> hit =
                bots.stream()
                        .filter(bot -> bot.isServedBy(relay))
                        .map(Bot::lobby)
                        .distinct()
                        .toList();
        killed.add(relay);
        ledger.mark();
        hit.forEach(lobby -> ledger.beginOutage(lobby, 1 + plan.hz() * UNDER_WAY_MS / 1_000));
        return hit;
    }

    /** Whether all players of these lobbies are connected. */
    CompletableFuture<Boolean> areWhole(List<Integer> numbers) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        loop.execute(() -> answer.complete(numbers.stream().allMatch(this::isWhole)));
        return answer;
    }

    /** The longest gaps since {@link #onNodeKilled}, by lobby and seat. */
    CompletableFuture<List<long[]>> gapsSinceKill(List<Integer> numbers) {
        CompletableFuture<List<long[]>> answer = new CompletableFuture<>();
        loop.execute(
                () -> answer.complete(numbers.stream().map(ledger::gapsSinceMarkNanos).toList()));
        return answer;
    }

    void onResumed(int lobby) {
        if (isWhole(lobby)) {
            ledger.endOutages(lobby);
        }
    }

    private boolean isWhole(int lobby) {
        return lobbies.get(lobby).stream()
                .allMatch(bot -> bot.isConnected() && killed.stream().noneMatch(bot::isServedBy));
    }

    private void start() {
        long periodNanos = TimeUnit.SECONDS.toNanos(1) / plan.hz();
        long firstNanos = System.nanoTime() + LEAD_NANOS;
        ledger.onStart(firstNanos);
        stillSending = bots.size();
        for (int i = 0; i < bots.size(); i++) {
            Bot bot = bots.get(i);
            long at = firstNanos + periodNanos * i / bots.size();
            loop.executeAt(at, () -> tick(bot, at, periodNanos, plan.statesPerPlayer()));
        }
    }

    /** Sends one state and sets the next time from the plan, not from now: no drift. */
    private void tick(Bot bot, long atNanos, long periodNanos, int left) {
        if (left == 0) {
            stillSending--;
            if (stillSending == 0) {
                ledger.onEnd(System.nanoTime());
                drain(System.nanoTime() + MAX_DRAIN_NANOS);
            }
            return;
        }
        bot.sendNext();
        long next = atNanos + periodNanos;
        loop.executeAt(next, () -> tick(bot, next, periodNanos, left - 1));
    }

    private void drain(long untilNanos) {
        boolean complete = ledger.totals().lost() == 0;
        long nowNanos = System.nanoTime();
        if (complete || nowNanos - untilNanos >= 0) {
            finished.complete(null);
            return;
        }
        loop.executeAt(nowNanos + DRAIN_BEAT_NANOS, () -> drain(untilNanos));
    }
}
