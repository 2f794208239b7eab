package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RelayLoop;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Lobbies of players who race through the real SDK: each sends his state at a fixed rate, one of
 * each lobby follows its events, one talks twice a second. Keeps count of everything that must
 * survive whatever the test does to the nodes.
 */
public final class Racers implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final int GATHERED_AT_ONCE = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long CHAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int FIRST_LINES = 2;
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * @param hz states of a player a second
     * @param region wished for by all lobbies; empty = that of the node which makes it
     */
    public record Plan(int lobbies, int lobbySize, int hz, Optional<String> region) {
        public Plan(int lobbies, int lobbySize, int hz) {
            this(lobbies, lobbySize, hz, Optional.empty());
        }

        public Plan inRegion(String wished) {
            return new Plan(lobbies, lobbySize, hz, Optional.of(wished));
        }
    }

    private final Plan plan;
    private final HttpClient http = RallypointClient.newHttpClient();
    private final List<RelayLoop> loops = new ArrayList<>();
    private final List<RacingLobby> lobbies = new ArrayList<>();
    private final List<List<RacingLobby.Seat>> seatsAtStart = new ArrayList<>();
    private final AtomicBoolean chatting = new AtomicBoolean(true);
    private final AtomicLong longestStallNanos = new AtomicLong();

    private Racers(Plan plan, List<URI> servers) {
        this.plan = plan;
        for (int i = 0; i < LOOPS; i++) {
            loops.add(RelayLoop.start("racers-" + i));
        }
        for (int number = 0; number < plan.lobbies(); number++) {
            List<Racer> racers = new ArrayList<>();
            for (int seat = 0; seat < plan.lobbySize(); seat++) {
                List<URI> rotated = new ArrayList<>(servers);
                Collections.rotate(rotated, -(number + seat));
                racers.add(
                        new Racer(
                                new RallypointClient(rotated, http),
                                number,
                                seat,
                                plan.lobbySize()));
            }
            lobbies.add(new RacingLobby(number, racers, plan.region()));
        }
    }

    /** Gathers and lets them race; each player calls another one of the servers first. */
    public static Racers race(Plan plan, List<URI> servers) {
        return race(plan, servers, relay -> true);
    }

    /**
     * @param home of the relays, {@code ip:port}, which the races may begin on
     */
    public static Racers race(Plan plan, List<URI> servers, Predicate<String> home) {
        Racers racers = new Racers(plan, servers);
        try {
            racers.gather(home);
            racers.sitDown();
            racers.awaitAllHeard(System.nanoTime());
            racers.beginToTalk();
            racers.awaitTalk();
        } catch (RuntimeException | Error failure) {
            racers.close();
            throw failure;
        }
        return racers;
    }

    private void gather(Predicate<String> home) {
        ExecutorService threads = Executors.newFixedThreadPool(GATHERED_AT_ONCE);
        try {
            CompletableFuture.allOf(
                            lobbies.stream()
                                    .map(
                                            lobby ->
                                                    CompletableFuture.runAsync(
                                                            () -> lobby.gather(home), threads))
                                    .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdown();
        }
        lobbies.forEach(lobby -> seatsAtStart.add(RacingLobby.seats(lobby.atStart())));
    }

    private void sitDown() {
        long periodNanos = TimeUnit.SECONDS.toNanos(1) / plan.hz();
        long first = System.nanoTime();
        int players = plan.lobbies() * plan.lobbySize();
        int count = 0;
        for (RacingLobby lobby : lobbies) {
            for (Racer racer : lobby.racers()) {
                RelayLoop loop = loops.get(count % LOOPS);
                racer.open(loop, lobby.atStart());
                long at = first + periodNanos * count / players;
                loop.executeAt(at, () -> tick(loop, racer, at, periodNanos));
                count++;
            }
        }
        loops.forEach(loop -> watchStalls(loop, System.nanoTime()));
    }

    private static void tick(RelayLoop loop, Racer racer, long atNanos, long periodNanos) {
        racer.sendState();
        long next = atNanos + periodNanos;
        loop.executeAt(next, () -> tick(loop, racer, next, periodNanos));
    }

    /** How late this process itself is: what it misses then is no node's fault. */
    private void watchStalls(RelayLoop loop, long dueNanos) {
        longestStallNanos.accumulateAndGet(System.nanoTime() - dueNanos, Math::max);
        long next = System.nanoTime() + STALL_NANOS;
        loop.executeAt(next, () -> watchStalls(loop, next));
    }

    private void beginToTalk() {
        for (RacingLobby lobby : lobbies) {
            loops.get(0).executeAt(System.nanoTime(), () -> talk(lobby, 0));
        }
    }

    private void awaitTalk() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(lobbies)
                                        .allMatch(
                                                lobby ->
                                                        lobby.book().texts().size()
                                                                >= FIRST_LINES));
    }

    private void talk(RacingLobby lobby, int number) {
        if (!chatting.get()) {
            return;
        }
        lobby.say("line " + number)
                .thenRun(
                        () ->
                                loops.get(0)
                                        .executeAt(
                                                System.nanoTime() + CHAT_NANOS,
                                                () -> talk(lobby, number + 1)));
    }

    public List<RacingLobby> lobbies() {
        return lobbies;
    }

    public List<Racer> players() {
        return lobbies.stream().flatMap(lobby -> lobby.racers().stream()).toList();
    }

    /** How many lobbies race on each relay, {@code ip:port}. */
    public Map<String, Long> byRelay() {
        return lobbies.stream()
                .map(lobby -> lobby.relay().orElse("none"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** Blocks until no player is on this relay, {@code ip:port}. */
    public void awaitNobodyOn(String relay) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () ->
                                assertThat(players())
                                        .noneMatch(
                                                racer -> racer.relay().equals(Optional.of(relay))));
    }

    /** Blocks until every player has heard each other one of his lobby after that moment. */
    public void awaitAllHeard(long sinceNanos) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(deafSince(sinceNanos)).isEmpty());
    }

    /** The same, but for one who is out of the race. */
    public void awaitAllHeardBut(long sinceNanos, Racer out) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertThat(deafSince(sinceNanos)).allMatch(pair -> isOf(pair, out)));
    }

    private boolean isOf(String pair, Racer out) {
        return pair.startsWith(out + " of ")
                || lobbies.stream()
                        .filter(lobby -> lobby.racers().contains(out))
                        .flatMap(lobby -> lobby.racers().stream())
                        .anyMatch(mate -> pair.equals(mate + " of " + out.seat()));
    }

    /** Who has not heard whom since. */
    public List<String> deafSince(long sinceNanos) {
        List<String> deaf = new ArrayList<>();
        for (Racer racer : players()) {
            for (int seat = 0; seat < plan.lobbySize(); seat++) {
                if (seat != racer.seat() && !racer.arrivals().hasHeardSince(seat, sinceNanos)) {
                    deaf.add(racer + " of " + seat);
                }
            }
        }
        return deaf;
    }

    /** Of the players of the lobbies that this is asked of. */
    public Gaps gaps(List<RacingLobby> of, long sinceNanos, long untilNanos) {
        List<Long> pairs = new ArrayList<>();
        List<Long> silences = new ArrayList<>();
        for (RacingLobby lobby : of) {
            for (Racer racer : lobby.racers()) {
                pairs.add(longestPairMs(racer, sinceNanos, untilNanos));
                silences.add(racer.arrivals().longestSilenceMs(sinceNanos, untilNanos));
            }
        }
        return new Gaps(pairs, silences);
    }

    public Gaps gaps(long sinceNanos, long untilNanos) {
        return gaps(lobbies, sinceNanos, untilNanos);
    }

    private long longestPairMs(Racer racer, long sinceNanos, long untilNanos) {
        long longest = 0;
        for (int seat = 0; seat < plan.lobbySize(); seat++) {
            if (seat != racer.seat()) {
                longest =
                        Math.max(
                                longest,
                                racer.arrivals().longestGapMs(seat, sinceNanos, untilNanos));
            }
        }
        return longest;
    }

    /** The longest time this process was late; part of every gap. */
    private long longestOwnStallMs() {
        return TimeUnit.NANOSECONDS.toMillis(longestStallNanos.get());
    }

    /** Ends the talk, and waits until every line that was acknowledged was read. */
    public void stopTalking() {
        chatting.set(false);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            for (RacingLobby lobby : lobbies) {
                                assertThat(lobby.lostLines()).isEmpty();
                            }
                        });
    }

    /** Members, slots, ready flags, chat lines and events are as if nothing had happened. */
    public void assertNothingLost() {
        stopTalking();
        for (int number = 0; number < lobbies.size(); number++) {
            RacingLobby lobby = lobbies.get(number);
            assertThat(lobby.seats())
                    .as("members of lobby " + number)
                    .containsExactlyElementsOf(seatsAtStart.get(number));
            assertThat(lobby.book().faults()).as("events of lobby " + number).isEmpty();
            assertThat(lobby.book().size()).isGreaterThan(lobby.saidLines());
            for (Racer racer : lobby.racers()) {
                assertThat(racer.faults()).isEmpty();
                assertThat(racer.slots()).containsOnly(racer.seat());
            }
        }
    }

    /** Ends the talk and prints what the players went through. */
    public void report(String test) {
        chatting.set(false);
        int said = lobbies.stream().mapToInt(RacingLobby::saidLines).sum();
        List<String> unsaid =
                lobbies.stream().flatMap(lobby -> lobby.unsaidLines().stream()).toList();
        System.out.printf(
                "%s: %d chat lines acknowledged, %d not: %s%n",
                test, said, unsaid.size(), Set.copyOf(unsaid));
        List<Long> moves =
                players().stream().flatMap(racer -> racer.movesMs().stream()).sorted().toList();
        System.out.printf(
                "%s: from noticing a loss to the next session, deciles: %s ms%n",
                test, Gaps.deciles(moves));
        System.out.printf(
                "%s: races now on %s; sessions lost %s; this process itself was late by up to %d ms%n",
                test, byRelay(), interruptions(), longestOwnStallMs());
    }

    /** Makes lobbies until one is placed on this relay, {@code ip:port}. */
    public void awaitLobbyAt(String relay) {
        RallypointClient maker = lobbies.get(0).owner();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            String made = maker.createLobby(lobbies.get(0).wish()).join().lobbyId();
                            String home = maker.openConnection(made).join().servers().get(0);
                            maker.leaveLobby(made).join();
                            return home.equals(relay);
                        });
    }

    /** Why players lost sessions, and how often. */
    public Map<String, Long> interruptions() {
        return players().stream()
                .flatMap(racer -> racer.interruptions().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Override
    public void close() {
        chatting.set(false);
        lobbies.forEach(RacingLobby::close);
        loops.forEach(RelayLoop::close);
    }
}
