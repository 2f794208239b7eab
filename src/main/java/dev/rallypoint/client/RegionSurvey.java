package dev.rallypoint.client;

import dev.rallypoint.client.RegionPing.NodePing;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the round trip to all regions at the same time with STUN Binding requests, several to
 * each node. Each request stands for itself: none is repeated, because the answer to a repeated one
 * says nothing about its round trip, and what stays without an answer is loss. Pure; one object a
 * survey.
 */
public final class RegionSurvey implements DatagramRun.Core {
    private static final long MICROS_PER_MS = 1_000;

    /**
     * A node to be asked.
     *
     * @param stun as the API wrote it
     * @param address the same, resolved
     */
    public record Target(String regionId, String nodeId, String stun, PeerAddress address) {}

    /**
     * @param requests to each node
     * @param everyMs one of them is sent
     * @param patienceMs with the last of them: what is longer on its way is of no use for a race
     */
    public record Settings(int requests, int everyMs, int patienceMs) {
        public static final Settings DEFAULT = new Settings(5, 60, 700);
    }

    private final List<String> regions;
    private final List<Target> targets;
    private final List<StunPing> pings = new ArrayList<>();
    private final Settings settings;
    private final Entropy entropy;
    private int rounds;
    private long nextMicros;

    /**
     * @param regions ids in the order of the result; one without a target did not answer
     */
    public RegionSurvey(
            List<String> regions, List<Target> targets, Settings settings, Entropy entropy) {
        this.regions = List.copyOf(regions);
        this.targets = List.copyOf(targets);
        this.settings = settings;
        this.entropy = entropy;
    }

    @Override
    public void start(Transmit out, long nowMicros) {
        targets.forEach(target -> pings.add(new StunPing(target.address(), entropy, out)));
        StunPing.warmUp();
        nextMicros = nowMicros;
        onTimer(nowMicros);
    }

    @Override
    public void onTimer(long nowMicros) {
        while (nowMicros >= nextMicros && rounds <= settings.requests()) {
            if (rounds < settings.requests()) {
                pings.forEach(ping -> ping.ask(nowMicros));
            }
            rounds++;
            long waitMs = rounds < settings.requests() ? settings.everyMs() : settings.patienceMs();
            nextMicros += waitMs * MICROS_PER_MS;
        }
    }

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros) {
        for (StunPing ping : pings) {
            if (ping.onDatagram(from, datagram, nowMicros)) {
                return;
            }
        }
    }

    @Override
    public long nextDeadlineMicros() {
        return nextMicros;
    }

    @Override
    public boolean isOver() {
        boolean isAllAsked = rounds >= settings.requests();
        return rounds > settings.requests()
                || isAllAsked && pings.stream().allMatch(StunPing::isAllAnswered);
    }

    /** All regions, as far as they were measured. */
    public List<RegionPing> result() {
        Map<String, List<NodePing>> byRegion = new LinkedHashMap<>();
        regions.forEach(region -> byRegion.put(region, new ArrayList<>()));
        for (int i = 0; i < pings.size(); i++) {
            Target target = targets.get(i);
            StunPing ping = pings.get(i);
            byRegion.computeIfAbsent(target.regionId(), region -> new ArrayList<>())
                    .add(
                            new NodePing(
                                    target.nodeId(),
                                    target.stun(),
                                    ping.medianMs(),
                                    ping.asked(),
                                    ping.answered()));
        }
        List<RegionPing> result = new ArrayList<>();
        byRegion.forEach((region, nodes) -> result.add(RegionPing.of(region, nodes)));
        return result;
    }
}
