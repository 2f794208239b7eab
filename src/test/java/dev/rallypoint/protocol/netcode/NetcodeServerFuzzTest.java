package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_101;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million hostile datagrams: sessions stay, memory stays, each one has an outcome. */
class NetcodeServerFuzzTest {
    private static final long SEED = 8_439;
    private static final int DATAGRAMS = 1_000_000;
    private static final int DATAGRAMS_PER_STEP = 200;
    private static final int STEP_MS = 5;
    private static final int PLAYERS = World.SLOTS;

    private final Random random = new Random(SEED);
    private final SeededEntropy entropy = new SeededEntropy(SEED);
    private final World world = new World(SEED, Conditions.PERFECT);
    private final World.Relay relay = world.relay(SERVER, 1);
    private final List<HandmadeClient> players = new ArrayList<>();
    private final List<byte[]> corpus = new ArrayList<>();

    private int challenges;

    private byte[] token(long clientId, int slot) {
        ConnectToken.Contents contents = contents(clientId, userData(slot, 1));
        return clientId % 2 == 0
                ? ConnectToken.mint102(contents, KEY_102, entropy)
                : ConnectToken.mint101(contents, clientId, KEY_101, entropy);
    }

    private void connectPlayers() {
        for (int slot = 0; slot < PLAYERS; slot++) {
            HandmadeClient player =
                    new HandmadeClient(
                            world, relay, token(slot, slot), CLIENT.withPort(1000 + slot));
            player.connect();
            players.add(player);
        }
    }

    /** Everything a sniffer could have, and tokens that were never used. */
    private void fillCorpus() {
        for (HandmadeClient player : players) {
            corpus.add(player.requestBytes());
            corpus.add(player.packetBytes(PacketType.RESPONSE, player.challenges.get(0)));
            corpus.add(player.packetBytes(PacketType.KEEP_ALIVE, new byte[8]));
            corpus.add(player.packetBytes(PacketType.PAYLOAD, new byte[100]));
            corpus.add(player.packetBytes(PacketType.PAYLOAD, new byte[1300]));
        }
        for (int i = 0; i < 8; i++) {
            HandmadeClient idle =
                    new HandmadeClient(
                            world, relay, token(100 + i, PLAYERS + i), CLIENT.withPort(2000 + i));
            corpus.add(idle.requestBytes());
            corpus.add(idle.packetBytes(PacketType.DISCONNECT, new byte[0]));
        }
    }

    private byte[] mutant() {
        byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
        switch (random.nextInt(8)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(400));
            case 2 -> bytes[0] = (byte) random.nextInt();
            case 3 -> bytes[random.nextInt(Math.min(60, bytes.length))] ^= 1;
            case 4 -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = random.nextInt(Math.min(bytes.length, other.length));
                System.arraycopy(other, 0, bytes, 0, from);
            }
            case 5 -> {
                bytes = new byte[random.nextInt(1500)];
                random.nextBytes(bytes);
            }
            default -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private PeerAddress source() {
        return switch (random.nextInt(3)) {
            case 0 -> players.get(random.nextInt(PLAYERS)).address;
            case 1 -> PeerAddress.ofIpv4(random.nextInt(), random.nextInt(65_536));
            default -> new PeerAddress(random.nextLong(), random.nextLong(), 7);
        };
    }

    @Test
    void aMillionMutatedDatagramsLeaveSessionsAndMemoryAsTheyWere() {
        relay.maxClients = 2 * PLAYERS;
        connectPlayers();
        fillCorpus();
        // The genuine ones that mutation may leave intact are used up beforehand.
        for (HandmadeClient player : players) {
            corpus.forEach(player::inject);
        }
        relay.drops.clear();
        int payloads = relay.payloads.size();
        world.network.setTap(
                (from, to, datagram) ->
                        challenges += (datagram[0] & 0xF) == PacketType.CHALLENGE.wire() ? 1 : 0);

        for (int i = 1; i <= DATAGRAMS; i++) {
            byte[] mutant = mutant();
            relay.server.onDatagram(source(), ByteBuffer.wrap(mutant), world.nowMs());
            if (i % DATAGRAMS_PER_STEP == 0) {
                world.run(STEP_MS);
            }
            if (i % (DATAGRAMS_PER_STEP * 100) == 0) {
                players.forEach(p -> p.inject(p.packetBytes(PacketType.KEEP_ALIVE, new byte[8])));
            }
        }

        int drops = relay.drops.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(drops + challenges).as("seed %d: %s", SEED, relay.drops).isEqualTo(DATAGRAMS);
        assertThat(challenges).as("seed %d", SEED).isGreaterThan(0);
        assertThat(relay.drops(DropReason.BAD_TAG)).isGreaterThan(10_000);
        assertThat(relay.drops(DropReason.BAD_TOKEN)).isGreaterThan(10_000);
        assertThat(relay.drops.keySet())
                .contains(
                        DropReason.EMPTY,
                        DropReason.TOO_SHORT,
                        DropReason.TOO_LONG,
                        DropReason.BAD_TOKEN,
                        DropReason.BAD_TAG,
                        DropReason.REPLAYED,
                        DropReason.NO_SESSION,
                        DropReason.UNKNOWN_TYPE);
        assertThat(relay.payloads).as("seed %d", SEED).hasSize(payloads);
        assertThat(relay.server.sessionCount()).isEqualTo(PLAYERS);
        assertThat(relay.events).hasSize(PLAYERS);
        assertThat(relay.server.handshakeCount()).isLessThanOrEqualTo(64);
        assertThat(relay.server.rememberedTokenCount()).isLessThanOrEqualTo(PLAYERS + 8);
        assertThat(relay.server.tableCapacity()).isLessThanOrEqualTo(256);
        stillTalk(payloads);
    }

    private void stillTalk(int payloads) {
        for (HandmadeClient player : players) {
            player.inject(player.packetBytes(PacketType.PAYLOAD, new byte[] {'x'}));
        }
        assertThat(relay.payloads).hasSize(payloads + PLAYERS);
    }
}
