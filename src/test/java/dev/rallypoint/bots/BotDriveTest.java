package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.anticheat.GameModesFile;
import dev.rallypoint.anticheat.PlayerWatch;
import dev.rallypoint.anticheat.Referee;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import dev.rallypoint.runtime.ConfigLoader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulated players before the rules of their game mode. */
class BotDriveTest {
    private static final MatchTicket TICKET =
            new MatchTicket(new UUID(1, 1), Forwarding.FRAMED, false, 0, 8, 1, "bots", "circle");
    private static final int HZ = 20;

    private final List<CheatVerdict> verdicts = new ArrayList<>();
    private final Referee referee =
            new Referee(
                    GameModesFile.load(new ConfigLoader().load().anticheat()),
                    new Referee.Output() {
                        @Override
                        public void onVerdict(CheatVerdict verdict) {
                            verdicts.add(verdict);
                        }

                        @Override
                        public void onBrokenRule(String rule, RuntimeException bug) {
                            throw bug;
                        }
                    });

    private void race(BotDrive drive, int seconds) {
        Random random = new Random(7);
        PlayerWatch watch = referee.watch(TICKET, 5).orElseThrow();
        MotionState motion = new MotionState();
        ByteBuffer body = ByteBuffer.allocate(BotState.BYTES);
        for (int i = 0; i < seconds * HZ; i++) {
            double now = 1_000.0 + (double) i / HZ;
            drive.move(now - 1_000, motion);
            new BotState(1, 2, 0, i, Math.round(now * 1e6)).write(body, motion);
            ByteBuffer payload = ByteBuffer.allocate(FramedHeader.STATE_BYTES + BotState.BYTES);
            FramedHeader.writeState(payload, Destination.ALL, 0, i);
            payload.put(body).flip();
            if (random.nextInt(20) > 0) {
                assertThat(watch.onState(payload, Math.round(now * 1e3) + random.nextInt(40)))
                        .isNull();
            }
        }
    }

    @Test
    void theHonestOnesDriveForAnHourWithoutAFinding() {
        race(BotDrive.HONEST, 3_600);

        assertThat(referee.counters().states()).isGreaterThan(3_000 * HZ);
        assertThat(verdicts).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SPEED", "TELEPORT"})
    void theOthersAreThrownOutInTwentySeconds(BotDrive drive) {
        race(drive, 20);

        assertThat(verdicts)
                .extracting(CheatVerdict::action)
                .isSubsetOf("warn", "flag", "kick", "ban")
                .contains("kick");
    }

    @Test
    void theStateThatOthersReadIsTheOneThatWasSent() {
        BotState sent = new BotState(-1, 2, 3, 4, 1_234_567_890_123L);
        ByteBuffer body = ByteBuffer.allocate(BotState.BYTES);
        sent.write(body, new MotionState());

        assertThat(BotState.fits(body)).isTrue();
        assertThat(BotState.read(body)).isEqualTo(sent);
    }
}
