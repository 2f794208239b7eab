package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.anticheat.GameModesFile;
import dev.rallypoint.anticheat.Referee;
import dev.rallypoint.anticheat.RefereeCounters;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Datagram;
import dev.rallypoint.relay.RelayRig.Player;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.Firewall;
import dev.rallypoint.support.AllocationMeter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A relay that runs leaves nothing to collect: datagrams, drops, batches, keep-alives. The cipher
 * is one that costs nothing, the real ones have tests of their own.
 */
class RelayAllocationTest {
    private static final int PLAYERS = 8;
    private static final int BATCH = 16;

    /** The least of these counts: the virtual machine itself may allocate now and then. */
    private static final int ROUNDS = 6;

    private static final int PACKETS_A_ROUND = 4_000;
    private static final int MANY = 1_000_000_000;
    private static final FilterRules NO_LIMITS = RelayRig.rules(MANY, MANY, MANY);

    private static final int STATE_BATCH_MS = 40;

    private final AllocationMeter meter = new AllocationMeter();
    private int batchMs = 2;

    /** A datagram with what a port would have at hand: its source and a direct buffer. */
    private record Prepared(PeerAddress from, ByteBuffer bytes) {
        static Prepared of(PeerAddress from, byte[] bytes) {
            return new Prepared(from, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        }
    }

    private static RelayRig rig(int coalesceMs) {
        return new RelayRig(20_261_122, coalesceMs, NO_LIMITS, new FreeAead());
    }

    private static List<Player> join(RelayRig rig, Forwarding forwarding) {
        List<Player> players = new ArrayList<>();
        for (int slot = 0; slot < PLAYERS; slot++) {
            players.add(rig.joinNow(100 + slot, rig.ticket(forwarding, slot)));
        }
        rig.run(200);
        rig.mute();
        rig.record();
        return players;
    }

    private static byte[] payload(Forwarding forwarding, int number) {
        byte[] payload = new byte[100];
        switch (forwarding) {
            case RAW -> payload[0] = (byte) number;
            case STAR -> payload[0] = (byte) (1 + number / PLAYERS % (PLAYERS - 1));
            case FRAMED -> {
                payload[0] = (byte) (number % 3 == 0 ? 0x04 : 0);
                payload[2] = (byte) number;
                payload[3] = (byte) (number >> Byte.SIZE);
            }
        }
        return payload;
    }

    private static List<Prepared> prepare(
            RelayRig rig, List<Player> players, Forwarding forwarding) {
        rig.toRelay.clear();
        for (int i = 0; i < PACKETS_A_ROUND; i++) {
            byte[] payload = payload(forwarding, i);
            players.get(i % PLAYERS).client.send(ByteBuffer.wrap(payload), rig.nowMs);
        }
        List<Prepared> prepared = new ArrayList<>();
        for (Datagram datagram : rig.toRelay) {
            prepared.add(Prepared.of(datagram.from(), datagram.bytes()));
        }
        assertThat(prepared).hasSize(PACKETS_A_ROUND);
        return prepared;
    }

    /** Some milliseconds pass with each batch. */
    private void feed(RelayRig rig, List<Prepared> datagrams) {
        for (int i = 0; i < datagrams.size(); i++) {
            Prepared datagram = datagrams.get(i);
            rig.relay.onDatagram(datagram.from(), datagram.bytes(), rig.nowMs);
            if (i % BATCH == BATCH - 1) {
                rig.relay.onBatchEnd(false, rig.nowMs);
                rig.nowMs += batchMs;
                rig.relay.onTimer(rig.nowMs);
            }
        }
    }

    private long leastOf(RelayRig rig, Iterable<List<Prepared>> rounds) {
        long least = Long.MAX_VALUE;
        for (List<Prepared> round : rounds) {
            meter.measure(() -> feed(rig, round));
            least = Math.min(least, meter.take());
        }
        return least;
    }

    @Test
    void theMeterSeesAnObject() {
        meter.measure(() -> Prepared.of(RelayRig.RELAY, new byte[1]));

        assertThat(meter.take()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"RAW,0", "STAR,0", "FRAMED,0", "FRAMED,4"})
    void forwardingAllocatesNothing(Forwarding forwarding, int coalesceMs) {
        RelayRig rig = rig(coalesceMs);
        List<Player> players = join(rig, forwarding);
        RelayCounters counters = rig.relay.counters();
        long in = counters.get(Total.MESSAGES_IN);
        long out = counters.get(Total.MESSAGES_OUT);
        long sent = counters.get(Total.DATAGRAMS_SENT);
        List<List<Prepared>> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(prepare(rig, players, forwarding));
        }

        long bytes = leastOf(rig, rounds);

        int all = ROUNDS * PACKETS_A_ROUND;
        int receivers = forwarding == Forwarding.STAR ? 1 : PLAYERS - 1;
        assertThat(counters.get(Total.MESSAGES_IN) - in).isEqualTo(all);
        assertThat(counters.get(Total.MESSAGES_OUT) - out)
                .isBetween((long) all * receivers - 200, (long) all * receivers);
        if (forwarding == Forwarding.FRAMED) {
            assertThat(counters.get(Total.DATAGRAMS_SENT) - sent)
                    .isLessThan((long) all * receivers / 5);
        }
        assertThat(bytes).isZero();
    }

    /** Ten seconds of each player fill the rings in the first round. */
    @Test
    void judgingStatesAllocatesNothing() {
        batchMs = STATE_BATCH_MS;
        RelayRig rig = rig(0);
        Referee referee =
                new Referee(
                        GameModesFile.load(new ConfigLoader().load().anticheat()),
                        new NoVerdicts());
        rig.relay.judgedBy(referee);
        List<Player> players = new ArrayList<>();
        for (int slot = 0; slot < PLAYERS; slot++) {
            MatchTicket ticket = rig.ticket(Forwarding.FRAMED, slot).of("bots", "circle");
            players.add(rig.joinNow(100 + slot, ticket));
        }
        rig.run(200);
        rig.mute();
        rig.record();
        List<List<Prepared>> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(prepareStates(rig, players, i * PACKETS_A_ROUND));
        }

        long bytes = leastOf(rig, rounds);

        assertThat(referee.counters().states()).isEqualTo((long) ROUNDS * PACKETS_A_ROUND);
        assertThat(RefereeCounters.rules())
                .allMatch(rule -> referee.counters().findings(rule) == 0);
        assertThat(bytes).isZero();
    }

    private static final class NoVerdicts implements Referee.Output {
        @Override
        public void onVerdict(CheatVerdict verdict) {
            throw new AssertionError(verdict);
        }

        @Override
        public void onBrokenRule(String rule, RuntimeException bug) {
            throw bug;
        }
    }

    /** Fifty of each player a second, two of them in a batch. */
    private static List<Prepared> prepareStates(
            RelayRig rig, List<Player> players, int firstNumber) {
        rig.toRelay.clear();
        MotionState motion = new MotionState();
        for (int i = 0; i < PACKETS_A_ROUND; i++) {
            int number = firstNumber + i;
            int batch = number / BATCH;
            double seconds = batch * STATE_BATCH_MS / 1e3;
            motion.clientMicros = Math.round(seconds * 1e6);
            motion.x = (float) (30 * seconds);
            motion.velocityX = 30;
            ByteBuffer payload = ByteBuffer.allocate(100);
            FramedHeader.writeState(payload, Destination.ALL, 0, number);
            motion.write(payload.position(FramedHeader.STATE_BYTES + 16));
            players.get(i % PLAYERS).client.send(payload.rewind(), rig.nowMs);
        }
        List<Prepared> prepared = new ArrayList<>();
        rig.toRelay.forEach(d -> prepared.add(Prepared.of(d.from(), d.bytes())));
        return prepared;
    }

    @Test
    void refusingAllocatesNothing() {
        RelayRig rig = rig(0);
        rig.record();
        List<Player> players = join(rig, Forwarding.RAW);
        byte[] request = rig.toRelay.get(0).bytes();
        PeerAddress stranger = PeerAddress.parse("203.0.113.9:7777");
        PeerAddress player = players.get(0).address;
        List<Prepared> genuine = prepare(rig, players, Forwarding.RAW);
        feed(rig, genuine);
        byte[] forged = with(with(new byte[100], 0, 0x35), 3, 1);
        List<Prepared> hostile =
                List.of(
                        genuine.get(genuine.size() - PLAYERS),
                        Prepared.of(player, forged),
                        Prepared.of(player, new byte[0]),
                        Prepared.of(stranger, forged),
                        Prepared.of(stranger, new byte[0]),
                        Prepared.of(stranger, new byte[17]),
                        Prepared.of(stranger, with(request, 10, 0)),
                        Prepared.of(stranger, with(request, 15, 0)),
                        Prepared.of(stranger, with(request, 25, 0)));
        List<Prepared> round = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            round.addAll(hostile);
        }
        RelayCounters counters = rig.relay.counters();

        long bytes = leastOf(rig, Collections.nCopies(ROUNDS, round));

        for (DropReason reason :
                List.of(
                        DropReason.REPLAYED,
                        DropReason.BAD_TAG,
                        DropReason.EMPTY,
                        DropReason.NO_SESSION,
                        DropReason.TOO_SHORT,
                        DropReason.BAD_VERSION,
                        DropReason.WRONG_PROTOCOL_ID,
                        DropReason.EXPIRED_TOKEN)) {
            assertThat(counters.dropped(reason)).as(reason.label()).isEqualTo(times(reason));
        }
        assertThat(bytes).isZero();
    }

    /** Firewall, buckets of sources, marks, and a node that has had enough of forged tokens. */
    @Test
    void filteringAllocatesNothing() {
        RelayRig rig = rig(0);
        rig.record();
        join(rig, Forwarding.RAW);
        byte[] request = rig.toRelay.get(0).bytes();
        List<CidrBlock> denied =
                List.of(CidrBlock.parse("198.51.100.0/24"), CidrBlock.parse("2001:db8::/32"));
        rig.relay.setFilter(
                new FilterRules(
                        FilterRules.Order.ALL,
                        new FilterRules.Rates(MANY, MANY, MANY, MANY, 1, 1, 1, MANY, MANY),
                        Firewall.of(List.of(), denied)),
                rig.nowMs);
        byte[] forged = with(with(request, 31, request[31] + 1), 1_077, request[1_077] + 1);
        byte[] tampered = with(request, 1_077, request[1_077] + 1);
        List<Prepared> round = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            PeerAddress someone = PeerAddress.ofIpv4(0xCB00_7100 + (i << 8), 7_777);
            round.add(Prepared.of(PeerAddress.parse("198.51.100.9:1"), forged));
            round.add(Prepared.of(PeerAddress.parse("[2001:db8::9]:1"), new byte[30]));
            round.add(Prepared.of(someone, forged));
            round.add(Prepared.of(someone, tampered));
        }
        feed(rig, round);
        RelayCounters counters = rig.relay.counters();
        long before = counters.dropped(DropReason.HANDSHAKE_UNMARKED_LIMIT);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            meter.measure(() -> feedAtOnce(rig, round));
            least = Math.min(least, meter.take());
        }

        assertThat(counters.dropped(DropReason.FIREWALL_DENIED)).isGreaterThan(ROUNDS * 500);
        assertThat(counters.dropped(DropReason.HANDSHAKE_UNMARKED_LIMIT) - before)
                .isGreaterThan(ROUNDS * 400);
        assertThat(counters.dropped(DropReason.HANDSHAKE_TOKEN_LIMIT)).isGreaterThan(ROUNDS * 400);
        assertThat(least).isZero();
    }

    /** Without time passing, so that no bucket refills. */
    private static void feedAtOnce(RelayRig rig, List<Prepared> datagrams) {
        for (int i = 0; i < datagrams.size(); i++) {
            Prepared datagram = datagrams.get(i);
            rig.relay.onDatagram(datagram.from(), datagram.bytes(), rig.nowMs);
        }
    }

    private static byte[] with(byte[] original, int at, int value) {
        byte[] changed = original.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** Two of the nine are empty. */
    private static int times(DropReason reason) {
        return ROUNDS * 500 * (reason == DropReason.EMPTY ? 2 : 1);
    }

    @Test
    void keepAlivesAllocateNothing() {
        RelayRig rig = rig(0);
        join(rig, Forwarding.RAW);
        RelayCounters counters = rig.relay.counters();
        long sent = counters.get(Total.DATAGRAMS_SENT);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            meter.measure(
                    () -> {
                        for (int i = 0; i < 50; i++) {
                            rig.nowMs += 10;
                            rig.relay.onTimer(rig.nowMs);
                        }
                    });
            least = Math.min(least, meter.take());
        }

        assertThat(counters.get(Total.DATAGRAMS_SENT) - sent)
                .isGreaterThanOrEqualTo(ROUNDS * PLAYERS * 4L);
        assertThat(least).isZero();
    }
}
