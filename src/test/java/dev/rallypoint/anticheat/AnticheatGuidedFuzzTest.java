package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.contract.AnticheatConfig;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidenceSummary;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.support.Samples;
import dev.rallypoint.support.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** State messages of players who may be cheating, game modes of operators, kept evidence. */
class AnticheatGuidedFuzzTest {
    private static final AnticheatConfig CONFIG = new AnticheatConfig("", false, 10, 1);
    private static final int OFFSET = 16;
    private static final int STATES = 40;
    private static final JsonNode SUMMARY = Samples.of(EvidenceSummary.class);
    private static final JsonNode VERDICT = Samples.of(CheatVerdict.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIRECTORY = Scratch.directory();

    private static final class Judgements implements Referee.Output {
        private final List<CheatVerdict> verdicts = new ArrayList<>();

        @Override
        public void onVerdict(CheatVerdict verdict) {
            verdicts.add(verdict);
        }

        @Override
        public void onBrokenRule(String rule, RuntimeException bug) {
            throw new AssertionError(rule, bug);
        }
    }

    /** No rule fails, and every verdict's figures are numbers that a document can say. */
    @FuzzTest
    void states(FuzzedDataProvider data) throws IOException {
        Judgements judgements = new Judgements();
        MatchTicket ticket =
                new MatchTicket(new UUID(1, 2), Forwarding.FRAMED, true, 0, 2, 1)
                        .of("bots", data.consumeBoolean() ? "circle" : "");
        PlayerWatch watch =
                new Referee(GameModesFile.load(CONFIG), judgements).watch(ticket, 7).orElseThrow();
        MotionState state = new MotionState();
        long nowMs = 1_800_000_000_000L;
        for (int i = 0; i < STATES && data.remainingBytes() > 0; i++) {
            ByteBuffer payload = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
            FramedHeader.writeState(
                    payload, FramedHeader.Destination.ALL, 0, data.consumeBoolean() ? i : -i);
            if (data.consumeInt(0, 9) == 0) {
                payload.put(data.consumeBytes(80));
            } else {
                drive(state, data);
                payload.position(payload.position() + OFFSET);
                state.write(payload);
            }
            nowMs += data.consumeInt(0, 1_000);
            DropReason refused = watch.onState(payload.flip(), nowMs);
            assertThat(refused).isIn(null, DropReason.BAD_STATE, DropReason.OLD_STATE);
        }
        for (CheatVerdict verdict : judgements.verdicts) {
            assertThat(verdict.score()).isFinite();
            CheatVerdict again =
                    JSON.readValue(JSON.writeValueAsString(verdict), CheatVerdict.class);
            assertThat(again).isEqualTo(verdict);
        }
    }

    private static void drive(MotionState state, FuzzedDataProvider data) {
        state.clientMicros += data.consumeBoolean() ? 50_000 : data.consumeLong();
        switch (data.consumeInt(0, 6)) {
            case 0 -> state.x = data.consumeFloat();
            case 1 -> state.y = data.consumeFloat();
            case 2 -> state.velocityX = data.consumeFloat();
            case 3 -> state.checkpoints = data.consumeInt(0, 65_535);
            case 4 -> state.respawns = data.consumeInt(0, 255);
            case 5 -> state.paused = data.consumeBoolean();
            default -> state.z += data.consumeInt(-3, 300);
        }
    }

    /** Game modes, or one exception that says what is wrong and where. */
    @FuzzTest
    void gameModes(byte[] bytes) {
        try {
            List<GameMode> modes =
                    GameModesFile.read("modes.yml", new String(bytes, StandardCharsets.UTF_8));
            assertThat(modes).allMatch(mode -> mode.rules() != null);
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).startsWith("modes.yml");
        }
    }

    /** A file that is no evidence is left alone, and costs neither the start nor a question. */
    @FuzzTest
    void evidenceFile(FuzzedDataProvider data) throws IOException {
        byte[] bytes =
                data.consumeBoolean()
                        ? data.consumeRemainingAsBytes()
                        : (Samples.edited(SUMMARY, data) + "\n" + Samples.edited(VERDICT, data))
                                .getBytes(StandardCharsets.UTF_8);
        Files.write(DIRECTORY.resolve("a.json"), bytes);
        EvidenceFiles files = EvidenceFiles.open(DIRECTORY, CONFIG);
        List<EvidenceSummary> all = files.list(Optional.empty(), 10);
        assertThat(all).hasSize(files.count());
        assertThat(files.list(Optional.of("a"), 10)).hasSizeLessThanOrEqualTo(all.size());
        for (EvidenceSummary summary : all) {
            readOrFail(files, summary.evidenceId());
        }
    }

    private static void readOrFail(EvidenceFiles files, String id) {
        try {
            assertThat(files.read(id)).isNotNull();
        } catch (IOException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }
}
