package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Datagram;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RelayFuzzTest {
    private static final long SEED = 20_261_122;
    private static final int DATAGRAMS = 200_000;
    private static final int PLAYERS = 8;

    /** In a request. */
    private static final int EXPIRY_AT = 22;

    private static final int NONCE_AT = 30;

    private final Random random = new Random(SEED);
    private final RelayRig rig = new RelayRig(SEED, 1_000_000);
    private final List<Player> players = new ArrayList<>();

    /** Two matches, both versions; every datagram the players sent is material. */
    private void connectPlayers() {
        rig.record();
        for (int i = 0; i < PLAYERS; i++) {
            Forwarding forwarding = i < PLAYERS / 2 ? Forwarding.FRAMED : Forwarding.RAW;
            UUID lobby = new UUID(7, forwarding.wire());
            NetcodeVersion version = NetcodeVersion.values()[i % 2];
            players.add(
                    rig.join(version, 500 + i, rig.ticket(lobby, forwarding, i % (PLAYERS / 2))));
        }
        for (Player player : players) {
            player.send("0000aabbcc");
            player.send(RelayRig.repeat(0x04, 200));
            player.send("0300010102030405060708");
        }
        rig.run(300);
    }

    @Test
    void mutatedDatagramsAreDroppedAndPlayersRaceOn() {
        connectPlayers();
        RelayCounters counters = rig.relay.counters();
        long received = counters.get(Total.DATAGRAMS_RECEIVED);
        long dropped = counters.dropped();
        long fromPlayers = rig.toRelay.size();
        List<Datagram> material = List.copyOf(rig.toRelay);

        for (int i = 0; i < DATAGRAMS; i++) {
            Datagram datagram = material.get(random.nextInt(material.size()));
            byte[] hostile = mutate(datagram.bytes(), material);
            rig.relay.onDatagram(source(datagram), ByteBuffer.wrap(hostile), rig.nowMs);
            if (i % 2_000 == 0) {
                rig.run(10);
            }
        }
        fromPlayers = rig.toRelay.size() - fromPlayers;

        String seed = "seed " + SEED;
        assertThat(counters.get(Total.SESSIONS)).as(seed).isEqualTo(PLAYERS);
        assertThat(rig.sessions).as(seed).hasSize(PLAYERS);
        assertThat(counters.get(Total.DATAGRAMS_RECEIVED) - received)
                .as(seed)
                .isEqualTo(DATAGRAMS + fromPlayers);
        assertThat(counters.dropped() - dropped).as(seed).isEqualTo(DATAGRAMS);
        assertReachedEveryStep(counters);
        assertPlayersStillTalk();
    }

    /** Whoever holds a token can seal anything: what members say must not hurt anybody either. */
    @ParameterizedTest
    @EnumSource(Forwarding.class)
    void whateverMembersSayOthersRaceOn(Forwarding forwarding) {
        for (int slot = 0; slot < PLAYERS; slot++) {
            players.add(rig.join(forwarding, slot));
        }
        rig.run(200);
        RelayCounters counters = rig.relay.counters();
        long before = counters.get(Total.MESSAGES_IN) + counters.dropped();

        for (int i = 0; i < DATAGRAMS / 10; i++) {
            byte[] payload = new byte[1 + random.nextInt(i % 10 == 0 ? 1_200 : 24)];
            random.nextBytes(payload);
            payload[0] &= (byte) random.nextInt();
            players.get(random.nextInt(PLAYERS)).send(payload);
            if (i % 500 == 0) {
                rig.run(10);
                players.forEach(Player::take);
            }
        }

        assertThat(counters.get(Total.SESSIONS)).as("seed " + SEED).isEqualTo(PLAYERS);
        assertThat(counters.get(Total.MESSAGES_IN) + counters.dropped() - before)
                .as("seed " + SEED)
                .isGreaterThanOrEqualTo(DATAGRAMS / 10);
        assertThat(players).allMatch(Player::isConnected);
    }

    /** One of each kind of flood, again and again, with the limits of a shipped relay. */
    private enum Flood {
        EMPTY(DropReason.EMPTY),
        GARBAGE(
                DropReason.TOO_SHORT,
                DropReason.TOO_LONG,
                DropReason.BAD_SIZE,
                DropReason.BAD_VERSION,
                DropReason.ALREADY_CONNECTED,
                DropReason.UNKNOWN_TYPE,
                DropReason.BAD_SEQUENCE_LENGTH,
                DropReason.NO_SESSION,
                DropReason.ROAM_LIMIT,
                DropReason.BAD_TAG,
                DropReason.REPLAYED),
        CLEAR_GARBAGE(
                DropReason.BAD_VERSION, DropReason.WRONG_PROTOCOL_ID, DropReason.EXPIRED_TOKEN),
        /** Genuine ones with a byte changed: some keep their marks. */
        BAD_TOKENS(
                DropReason.BAD_TOKEN,
                DropReason.HANDSHAKE_TOKEN_LIMIT,
                DropReason.HANDSHAKE_UNMARKED_LIMIT,
                DropReason.HANDSHAKE_SOURCE_LIMIT,
                DropReason.HANDSHAKE_PREFIX_LIMIT),
        /** The same behind a nonce that was made up. */
        FORGED_TOKENS(
                DropReason.BAD_TOKEN,
                DropReason.HANDSHAKE_UNMARKED_LIMIT,
                DropReason.HANDSHAKE_SOURCE_LIMIT,
                DropReason.HANDSHAKE_PREFIX_LIMIT),
        REPLAYED_REQUESTS(DropReason.TOKEN_ALREADY_USED, DropReason.ALREADY_CONNECTED),
        REPLAYED_PACKETS(
                DropReason.REPLAYED,
                DropReason.NO_SESSION,
                DropReason.ALREADY_CONNECTED,
                DropReason.BAD_TAG,
                DropReason.ROAM_LIMIT);

        private final Set<DropReason> refusals;

        Flood(DropReason... refusals) {
            this.refusals = Set.of(refusals);
        }
    }

    @ParameterizedTest
    @EnumSource(Flood.class)
    void aFloodIsRefusedForTheCheapestReasonAndHarmsNobody(Flood flood) {
        RelayRig shipped = new RelayRig(SEED, 0, RelayRig.rules(50, 5_000, 6_000_000));
        shipped.record();
        Player one = shipped.join(Forwarding.FRAMED, 0);
        Player two = shipped.join(Forwarding.FRAMED, 1);
        one.send("0000aabbcc");
        shipped.run(200);
        List<Datagram> material = List.copyOf(shipped.toRelay);
        players.addAll(List.of(one, two));
        two.take();
        RelayCounters counters = shipped.relay.counters();
        long dropped = counters.dropped();
        long used = usedBytes();

        for (int i = 0; i < DATAGRAMS; i++) {
            byte[] hostile = datagram(flood, i, material);
            PeerAddress from = random.nextInt(4) == 0 ? spoofed() : stranger();
            shipped.relay.onDatagram(from, ByteBuffer.wrap(hostile), shipped.nowMs);
            if (i % 1_000 == 0) {
                shipped.relay.onBatchEnd(false, shipped.nowMs);
                one.send("0000dd");
                shipped.run(10);
            }
        }

        String seed = flood + ", seed " + SEED;
        assertThat(two.takeMessages()).as(seed).hasSize(DATAGRAMS / 1_000);
        assertThat(counters.dropped() - dropped).as(seed).isEqualTo(DATAGRAMS);
        for (DropReason reason : DropReason.values()) {
            if (!flood.refusals.contains(reason)) {
                assertThat(counters.dropped(reason)).as(reason + ", " + seed).isZero();
            }
        }
        assertThat(usedBytes() - used).as(seed).isLessThan(1_000_000);
        assertThat(counters.get(Total.SESSIONS)).as(seed).isEqualTo(2);
        assertThatANewcomerConnectsMeanwhile(shipped, flood, material);
    }

    /** A hundred hostile datagrams a millisecond from everywhere. */
    private void assertThatANewcomerConnectsMeanwhile(
            RelayRig shipped, Flood flood, List<Datagram> material) {
        Player newcomer =
                shipped.start(
                        900,
                        shipped.token(
                                NetcodeVersion.V1_02, 900, shipped.ticket(Forwarding.FRAMED, 2)));
        long beganMs = shipped.nowMs;
        while (!newcomer.isConnected() && shipped.nowMs - beganMs < 1_000) {
            for (int i = 0; i < 1_000; i++) {
                byte[] hostile = datagram(flood, i, material);
                shipped.relay.onDatagram(stranger(), ByteBuffer.wrap(hostile), shipped.nowMs);
            }
            shipped.run(10);
        }
        assertThat(newcomer.isConnected()).as("newcomer, " + flood).isTrue();
        assertThat(shipped.nowMs - beganMs).as("ms to connect, " + flood).isLessThan(300);
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private PeerAddress stranger() {
        return PeerAddress.ofIpv4(random.nextInt(), 1 + random.nextInt(65_535));
    }

    private PeerAddress spoofed() {
        return players.get(random.nextInt(players.size())).address;
    }

    private byte[] datagram(Flood flood, int number, List<Datagram> material) {
        return switch (flood) {
            case EMPTY -> new byte[0];
            case GARBAGE -> garbage();
            case CLEAR_GARBAGE -> request(material, 1 + random.nextInt(28));
            case BAD_TOKENS -> request(material, 30 + random.nextInt(1_000));
            case FORGED_TOKENS -> forged(material);
            case REPLAYED_REQUESTS -> pick(material, number, true);
            case REPLAYED_PACKETS -> pick(material, number, false);
        };
    }

    private byte[] garbage() {
        byte[] bytes = new byte[1 + random.nextInt(1_500)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A real request with one bit flipped there, and a tag that was never seen. */
    private byte[] request(List<Datagram> material, int flippedAt) {
        byte[] request = pick(material, 0, true);
        request[flippedAt] ^= (byte) 0x80;
        if (flippedAt >= EXPIRY_AT && flippedAt < EXPIRY_AT + Long.BYTES) {
            Arrays.fill(request, EXPIRY_AT, EXPIRY_AT + Long.BYTES, (byte) 0);
        }
        for (int i = request.length - 16; i < request.length; i++) {
            request[i] = (byte) random.nextInt();
        }
        return request;
    }

    private byte[] forged(List<Datagram> material) {
        byte[] request = request(material, 100);
        for (int i = NONCE_AT; i < NONCE_AT + 24; i++) {
            request[i] = (byte) random.nextInt();
        }
        return request;
    }

    private static byte[] pick(List<Datagram> material, int number, boolean isRequest) {
        List<Datagram> fitting =
                material.stream().filter(one -> isRequest == (one.bytes()[0] == 0)).toList();
        return fitting.get(number % fitting.size()).bytes().clone();
    }

    private PeerAddress source(Datagram original) {
        return switch (random.nextInt(3)) {
            case 0 -> original.from();
            case 1 -> players.get(random.nextInt(PLAYERS)).address;
            default -> PeerAddress.ofIpv4(random.nextInt(), 1 + random.nextInt(65_535));
        };
    }

    private byte[] mutate(byte[] original, List<Datagram> material) {
        byte[] bytes = original.clone();
        switch (random.nextInt(6)) {
            case 0 -> flipBits(bytes);
            case 4 -> {
                // A sequence not seen before: past the replay window, to the decryption.
                bytes[1] = (byte) random.nextInt();
                flipBits(bytes);
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> {
                int length = bytes.length;
                bytes = Arrays.copyOf(bytes, length + 1 + random.nextInt(1_500));
                bytes[length] = 1;
            }
            case 3 -> {
                bytes[0] = (byte) random.nextInt();
                flipBits(bytes);
            }
            default -> splice(bytes, material.get(random.nextInt(material.size())).bytes());
        }
        return bytes;
    }

    private void flipBits(byte[] bytes) {
        int bit = random.nextInt(bytes.length * Byte.SIZE);
        int more = random.nextInt(8);
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        for (int i = 0; i < more; i++) {
            bytes[bytes.length - 1 - i] += (byte) (1 + random.nextInt(255));
        }
    }

    /** Overwrites the end, and the last byte for certain. */
    private void splice(byte[] bytes, byte[] other) {
        int tail = random.nextInt(Math.min(bytes.length, other.length));
        System.arraycopy(other, 0, bytes, bytes.length - tail, tail);
        bytes[bytes.length - 1] ^= (byte) (1 + random.nextInt(255));
    }

    private static void assertReachedEveryStep(RelayCounters counters) {
        for (DropReason reason :
                List.of(
                        DropReason.EMPTY,
                        DropReason.TOO_SHORT,
                        DropReason.TOO_LONG,
                        DropReason.UNKNOWN_TYPE,
                        DropReason.BAD_VERSION,
                        DropReason.WRONG_PROTOCOL_ID,
                        DropReason.EXPIRED_TOKEN,
                        DropReason.BAD_TOKEN,
                        DropReason.NO_SESSION,
                        DropReason.REPLAYED,
                        DropReason.BAD_TAG)) {
            assertThat(counters.dropped(reason)).as(reason + ", seed " + SEED).isPositive();
        }
    }

    private void assertPlayersStillTalk() {
        players.forEach(Player::take);
        players.get(0).send("0000dd");
        assertThat(players.get(1).take()).containsExactly("0000dd");
        players.get(PLAYERS - 1).send("ee");
        assertThat(players.get(PLAYERS - 2).take()).containsExactly("ee");
    }
}
