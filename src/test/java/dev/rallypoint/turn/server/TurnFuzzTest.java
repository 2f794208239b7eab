package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.EvenPort;
import dev.rallypoint.protocol.stun.RequestedTransport;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.turn.StunServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million malformed messages, from strangers and from players; the seed is fixed. */
class TurnFuzzTest {
    private static final long SEED = 8_656;
    private static final int ROUNDS = 1_000_000;
    private static final int SEEDS_KEPT = 24;

    private final Random random = new Random(SEED);
    private final TurnWorld world = new TurnWorld("turn.allocationsPerPlayer=3");
    private final StunServer server =
            new StunServer(new BindingResponder("Rallypoint"), (from, nowMs) -> true);
    private final List<TurnPlayer> players = new ArrayList<>();
    private final List<byte[]> templates = new ArrayList<>();
    private int answers;
    private int answeredBytes;

    private byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        return bytes;
    }

    /** Real messages of players with allocations, channels and permissions. */
    private void prepare() {
        server.serve(world.server);
        for (int i = 0; i < 6; i++) {
            TurnPlayer player =
                    world.player(
                            "192.0.2.9:" + (4_000 + i),
                            i % 2 == 0 ? ClientTransport.UDP : ClientTransport.TCP);
            player.credentials = player.credentials("player" + i);
            player.learnNonce();
            if (i < 4) {
                player.allocate();
                player.permit(TurnWorld.PEER, TurnWorld.OWN);
                player.bind(0x4000 + i, TurnWorld.PEER);
            }
            players.add(player);
            collect(player);
        }
        assertThat(templates).hasSizeGreaterThanOrEqualTo(SEEDS_KEPT);
    }

    private void collect(TurnPlayer player) {
        for (int method :
                new int[] {
                    StunMessage.ALLOCATE,
                    StunMessage.REFRESH,
                    StunMessage.CREATE_PERMISSION,
                    StunMessage.CHANNEL_BIND
                }) {
            templates.add(
                    bytes(
                            player.signed(
                                            method,
                                            player.nextId(),
                                            writer -> {
                                                RequestedTransport.append(writer, 17);
                                                EvenPort.append(writer, EvenPort.WITH_NEXT);
                                            })
                                    .message()));
        }
        templates.add(bytes(player.indication(TurnWorld.PEER, "some data").message()));
        templates.add(bytes(TurnPlayer.channelData(0x4000, "some more data")));
    }

    private byte[] hostile() {
        byte[] template = templates.get(random.nextInt(templates.size())).clone();
        int kind = random.nextInt(8);
        if (kind == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        if (kind == 1) {
            return java.util.Arrays.copyOf(template, random.nextInt(template.length + 40));
        }
        for (int flips = random.nextInt(1 + kind); flips >= 0; flips--) {
            template[random.nextInt(template.length)] = (byte) random.nextInt();
        }
        if (kind == 2 && template.length > 3) {
            template[2] = 0;
            template[3] = (byte) (template.length - 20);
        }
        return template;
    }

    @Test
    void aMillionMalformedMessagesHarmNothing() {
        prepare();
        int openBefore = world.ports.open.size();
        for (int round = 0; round < ROUNDS; round++) {
            TurnPlayer player = players.get(random.nextInt(players.size()));
            boolean isStranger = random.nextInt(3) == 0;
            PeerAddress from =
                    isStranger
                            ? PeerAddress.ofIpv4(random.nextInt(), random.nextInt(65_536))
                            : player.address;
            byte[] bytes = hostile();
            player.received.clear();
            try {
                server.onMessage(player.door, from, ByteBuffer.wrap(bytes), world.nowMs);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", round " + round, e);
            }
            checkAnswer(player, bytes, round);
            world.ports.sent.clear();
        }
        // Most must have got past the first check, or nothing was tried.
        assertThat(answers).isGreaterThan(ROUNDS / 20);
        assertThat(answeredBytes).isPositive();
        assertThat(world.allocations()).isLessThanOrEqualTo(players.size());
        // Pairs of ports wait half a minute, and all of this took no time.
        assertThat(world.ports.open.size() - openBefore).isLessThanOrEqualTo(2 * players.size());
        players.forEach(player -> assertThat(player.door.allocations()).hasSizeLessThan(2));
    }

    private void checkAnswer(TurnPlayer player, byte[] question, int round) {
        for (ByteBuffer answer : player.received) {
            answers++;
            answeredBytes = answer.remaining();
            if (player.door.isSpoofable()) {
                assertThat(answer.remaining())
                        .as("seed %d, round %d", SEED, round)
                        .isLessThanOrEqualTo(3 * question.length);
            }
        }
    }
}
