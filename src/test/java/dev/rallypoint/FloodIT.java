package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.NetworkLab;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.Outside;
import dev.rallypoint.support.Outside.Datagram;
import dev.rallypoint.support.Outside.Traffic;
import dev.rallypoint.support.TapedPlayers;
import dev.rallypoint.support.TapedPlayers.Player;
import dev.rallypoint.support.TapedPlayers.Taped;
import dev.rallypoint.support.Targets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Floods from random source addresses, which no machine on this side of the router can tell from
 * players: two matches of eight race on, newcomers come in, and nobody is answered more than he
 * asked. {@code -Dtargets=true} floods for 20 s each, {@code -Dflood.perSecond} says how hard.
 */
class FloodIT {
    private static final int MATCHES = 2;
    private static final int SEATS = 8;
    private static final int HZ = 20;
    private static final int PER_SECOND = Integer.getInteger("flood.perSecond", 20_000);
    private static final Duration LENGTH =
            Targets.atLength(Duration.ofSeconds(20), Duration.ofSeconds(4));
    private static final int NEWCOMERS = 10;
    private static final long CONNECT_LIMIT_MS = 4_000;

    /** In the public part of a connect token. */
    private static final int PRIVATE_AT = 61;

    private static final int PRIVATE_BYTES = 1_024;

    /** In a request. */
    private static final int NONCE_AT = 30;

    private static final int SEALED_AT = 54;
    private static final int REQUEST_BYTES = 1_078;

    @TempDir Path directory;

    private NodeProcess node;
    private LiveApi api;
    private TapedPlayers players;
    private Outside outside;

    /** What a flood did. */
    private record Outcome(
            String name,
            Traffic traffic,
            double lostShare,
            List<Double> newcomersMs,
            boolean wasNoticed,
            Map<String, Long> drops) {
        @Override
        public String toString() {
            return String.format(
                    "flood %s: %,d datagrams, answered %,d (%.3f %% of the bytes), players lost %.4f %%,"
                            + " newcomers in ms %s, noticed %s, drops %s",
                    name,
                    traffic.sent(),
                    traffic.answered(),
                    100.0 * traffic.answeredBytes() / traffic.sentBytes(),
                    lostShare * 100,
                    newcomersMs.stream().map(Math::round).toList(),
                    wasNoticed,
                    drops);
        }
    }

    @Test
    void playersRaceOnAndNewcomersComeInWhileTheNodeIsFlooded() throws Exception {
        try (NetworkLab lab = NetworkLab.open(directory, 1, 1)) {
            outside = lab.layCableOutside(0);
            try (NodeProcess started = startNode(lab);
                    TapedPlayers all = new TapedPlayers(lab.ownAddress())) {
                node = started;
                players = all;
                api = new LiveApi(node);
                race();
                flood();
            }
        }
    }

    private NodeProcess startNode(NetworkLab lab) throws Exception {
        return NodeProcess.start(
                new NodeProcess.Place(lab.on(0), lab.playersAddress(0), Optional.empty()),
                directory.resolve("data"),
                Map.of("JDK_JAVA_OPTIONS", "-Xmx256m -XX:+UseSerialGC -Xlog:disable"),
                List.of("--set", "filter.attackCalmSeconds=1"));
    }

    private void race() throws Exception {
        List<Player> racers = new ArrayList<>();
        for (int match = 0; match < MATCHES; match++) {
            String owner = api.token("owner");
            String lobby = api.lobby(owner, SEATS, "\"forwarding\":\"raw\"");
            racers.add(players.connect(connectToken(owner, lobby)));
            for (int seat = 1; seat < SEATS; seat++) {
                String token = api.token("racer");
                api.call("POST", "/v1/lobbies/" + lobby + "/members", token, "{}");
                racers.add(players.connect(connectToken(token, lobby)));
            }
        }
        await().until(() -> racers.stream().allMatch(Player::isConnected));
        players.talk(HZ);
        measure("none", Duration.ofSeconds(2), List.of());
    }

    private byte[] connectToken(String accessToken, String lobby) {
        LiveApi.Answer answer =
                api.call("POST", "/v1/lobbies/" + lobby + "/connections", accessToken, "{}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return Base64.getDecoder().decode(answer.body().get("connectToken").asText());
    }

    private void flood() throws Exception {
        long heapBefore = liveHeapBytes();
        long residentBefore = residentBytes();
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(measure("garbage", LENGTH, List.of(Datagram.garbage())));
        outcomes.add(measure("valid-looking requests", LENGTH, List.of(validLooking())));
        outcomes.add(measure("bad tokens", LENGTH, badTokens()));
        outcomes.add(measure("replays", LENGTH, replays()));
        long heapAfter = liveHeapBytes();
        outcomes.forEach(System.out::println);
        System.out.printf(
                "flood: %,d/s; live heap %,d before, %,d after; resident %,d before, %,d after%n",
                PER_SECOND, heapBefore, heapAfter, residentBefore, residentBytes());

        for (Outcome outcome : outcomes) {
            Targets.assertShareBelow("lost while " + outcome, outcome.lostShare(), 0.001, 0.05);
            assertThat(outcome.traffic().answeredBytes())
                    .as(outcome.toString())
                    .isLessThanOrEqualTo(outcome.traffic().sentBytes());
            assertThat(outcome.newcomersMs())
                    .as(outcome.toString())
                    .isNotEmpty()
                    .allMatch(ms -> ms < CONNECT_LIMIT_MS);
            assertThat(outcome.wasNoticed()).as(outcome.toString()).isTrue();
        }
        assertThat(heapAfter - heapBefore).as("live heap").isLessThan(16 << 20);
        await().atMost(Duration.ofSeconds(20)).until(() -> !isUnderAttack());
        assertThat(node.errors()).contains("under attack").contains("the attack is over");
    }

    private Outcome measure(String name, Duration length, List<Datagram> datagrams)
            throws Exception {
        Map<String, Long> dropsBefore = drops();
        players.talk(0);
        settle();
        long saidBefore = players.said();
        long heardBefore = players.heard();
        players.talk(HZ);
        Optional<Outside.Flood> flood =
                datagrams.isEmpty()
                        ? Optional.empty()
                        : Optional.of(outside.flood(relay(), datagrams, PER_SECOND, length));
        long endNanos = System.nanoTime() + length.toNanos();
        List<Double> newcomersMs = new ArrayList<>();
        for (int newcomer = NEWCOMERS; newcomer > 0; newcomer--) {
            long nextNanos = endNanos - newcomer * length.toNanos() / NEWCOMERS;
            await().atMost(length).until(() -> System.nanoTime() >= nextNanos);
            newcomersMs.add(newcomerMs());
        }
        await().atMost(length).until(() -> System.nanoTime() >= endNanos);
        boolean wasNoticed = flood.isPresent() && isNoticedSoon();
        players.talk(0);
        Traffic traffic = flood.isPresent() ? flood.get().traffic() : new Traffic(1, 1, 0, 0);
        settle();
        double expected = (players.said() - saidBefore) * (SEATS - 1.0);
        double lost = 1 - (players.heard() - heardBefore) / expected;
        Map<String, Long> drops = drops();
        drops.replaceAll((reason, count) -> count - dropsBefore.getOrDefault(reason, 0L));
        drops.values().removeIf(count -> count == 0);
        return new Outcome(name, traffic, lost, newcomersMs, wasNoticed, drops);
    }

    /** It takes two whole seconds of it, and the relay tells once a second. */
    private boolean isNoticedSoon() throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (!isUnderAttack() && System.nanoTime() < endNanos) {
            Thread.onSpinWait();
        }
        return isUnderAttack();
    }

    /** Until nothing more is heard. */
    private void settle() {
        long[] last = {-1};
        await().pollInterval(Duration.ofMillis(300))
                .until(() -> last[0] == (last[0] = players.heard()));
    }

    private InetSocketAddress relay() {
        String url = node.apiUrl();
        String host = url.substring("http://".length(), url.lastIndexOf(':'));
        return new InetSocketAddress(host, node.port("relay"));
    }

    /** Somebody new gets a token and connects. */
    private double newcomerMs() throws Exception {
        String access = api.token("newcomer");
        byte[] token = connectToken(access, api.lobby(access, 2));
        Player newcomer = players.connectSilently(token);
        double ms = newcomer.connectMs(CONNECT_LIMIT_MS);
        players.leave(newcomer);
        return ms;
    }

    private byte[] request() {
        String access = api.token("attacker");
        byte[] token = connectToken(access, api.lobby(access, 2));
        ByteBuffer request = ByteBuffer.allocate(REQUEST_BYTES);
        request.put((byte) 0).put(token, 0, 21).put(token, 29, 8);
        request.put(token, 37, PRIVATE_AT - 37).put(token, PRIVATE_AT, PRIVATE_BYTES);
        return request.array();
    }

    /** Everything that can be seen on the wire is right, and the rest made up. */
    private Datagram validLooking() {
        return Datagram.fromAnywhere(request(), NONCE_AT, REQUEST_BYTES);
    }

    /** Of somebody who has real tokens, and changes what he cannot read. */
    private List<Datagram> badTokens() {
        List<Datagram> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(Datagram.fromAnywhere(request(), SEALED_AT, SEALED_AT + 64));
        }
        return all;
    }

    /** Real datagrams of players, in their own name and in any other; a real token among them. */
    private List<Datagram> replays() {
        List<Datagram> all = new ArrayList<>();
        byte[] request = request();
        for (Taped taped : players.tape()) {
            all.add(Datagram.from(taped.source(), taped.bytes()));
            all.add(Datagram.fromAnywhere(taped.bytes(), 0, 0));
            all.add(Datagram.fromAnywhere(request, 0, 0));
        }
        return all;
    }

    private boolean isUnderAttack() throws Exception {
        return metrics("rallypoint_filter_under_attack").values().stream()
                .anyMatch(value -> value == 1);
    }

    private Map<String, Long> drops() throws Exception {
        return metrics("rallypoint_relay_datagrams_total{outcome=\"dropped\"").entrySet().stream()
                .collect(
                        Collectors.toMap(
                                entry ->
                                        entry.getKey()
                                                .replaceFirst(".*reason=\"", "")
                                                .replaceFirst("\".*", ""),
                                entry -> entry.getValue().longValue()));
    }

    private Map<String, Double> metrics(String prefix) throws Exception {
        return api.metrics(node)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .collect(
                        Collectors.toMap(
                                line -> line.substring(0, line.lastIndexOf(' ')),
                                line ->
                                        Double.parseDouble(
                                                line.substring(line.lastIndexOf(' ') + 1))));
    }

    /** After a collection. */
    private long liveHeapBytes() throws Exception {
        ForeignTool jcmd = ForeignTool.require("jcmd", "openjdk-17-jdk-headless");
        assertThat(
                        jcmd.run(Duration.ofSeconds(20), String.valueOf(node.pid()), "GC.run")
                                .exitCode())
                .isZero();
        return metrics("jvm_memory_used_bytes{area=\"heap\"").values().stream()
                .mapToLong(Double::longValue)
                .sum();
    }

    private long residentBytes() throws Exception {
        return Arrays.stream(
                        Files.readString(Path.of("/proc/" + node.pid() + "/status")).split("\n"))
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
                .findFirst()
                .orElseThrow();
    }
}
