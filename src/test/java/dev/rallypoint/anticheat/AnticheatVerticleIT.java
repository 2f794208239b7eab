package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.AnticheatConfig;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.CheatMessage;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidencePage;
import dev.rallypoint.contract.CheatMessage.GetEvidence;
import dev.rallypoint.contract.CheatMessage.ListEvidence;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.SecurityMessage.BanReply;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verdict leads to; the rooms that are asked are stood in for on the bus. */
class AnticheatVerticleIT {
    private static final String NODE = "node-1";
    private static final String PLAYER = Ids.playerId(Drives.PLAYER);
    private static final GameModes MODES =
            new GameModes(GameModesFile.read("f", "test: {layout: {standard: 0}, banMinutes: 30}"));

    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Queue<BusMessage> done = new ConcurrentLinkedQueue<>();
    private final Queue<SuspicionRaised> told = new ConcurrentLinkedQueue<>();
    @TempDir Path directory;

    @BeforeEach
    void start() {
        Ground ground = new Ground(bus, registry.metrics(), new EpochClock(), new SecureEntropy());
        AnticheatVerticle.Settings settings =
                new AnticheatVerticle.Settings(
                        NODE, new AnticheatConfig("", false, 100, 10), MODES, directory);
        join(vertx.deployVerticle(new AnticheatVerticle(settings, ground)));
        join(bus.subscribe(BusContract.SUSPICION_RAISED, told::add));
        join(bus.serve(BusContract.LEAVE_LOBBY, this::leave));
        join(bus.serve(BusContract.AUDIT_LATER, this::audit));
        join(bus.serve(BusContract.ADD_BAN, this::ban));
    }

    private Future<Done> leave(LeaveLobby call) {
        done.add(call);
        return Future.succeededFuture(new Done());
    }

    private Future<Done> audit(AuditEntry entry) {
        done.add(entry);
        return Future.succeededFuture(new Done());
    }

    private Future<BanReply> ban(AddBan call) {
        done.add(call);
        return Future.succeededFuture(
                new BanReply(
                        new Ban(1, call.subject(), call.value(), call.reason(), call.untilMs())));
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static List<CheatVerdict> verdicts(String yaml) {
        Drives drives = new Drives(yaml);
        drives.drive(80, 6);
        return drives.verdicts;
    }

    private List<CheatMessage.EvidenceSummary> kept() {
        EvidencePage page =
                join(
                        bus.request(
                                BusContract.LIST_EVIDENCE.at(NODE),
                                new ListEvidence(Optional.empty(), 50)));
        return page.evidence();
    }

    @Test
    void aKickFreesTheSeatAndABanIsAskedForWithItsEnd() {
        List<CheatVerdict> verdicts = verdicts("");
        verdicts.forEach(verdict -> bus.publish(BusContract.CHEAT_VERDICT, verdict));

        await().until(() -> kept().size() == 4 && done.size() == 5);
        assertThat(told)
                .extracting(SuspicionRaised::action)
                .containsExactly("warn", "flag", "kick", "ban");
        assertThat(told).extracting(SuspicionRaised::rule).containsOnly("speed");
        LeaveLobby leave = new LeaveLobby(Drives.LOBBY.toString(), PLAYER);
        assertThat(done.stream().filter(leave::equals)).hasSize(2);
        AddBan ban =
                (AddBan) done.stream().filter(AddBan.class::isInstance).findFirst().orElseThrow();
        assertThat(ban.value()).isEqualTo(PLAYER);
        assertThat(ban.actor()).isEqualTo("anticheat");
        assertThat(ban.untilMs()).isEqualTo(verdicts.get(3).atMs() + 30 * 60_000);
        String evidenceId = kept().get(0).evidenceId();
        assertThat(ban.reason()).contains(evidenceId);
        assertThat(
                        join(bus.request(
                                        BusContract.GET_EVIDENCE.at(NODE),
                                        new GetEvidence(evidenceId)))
                                .verdict())
                .contains(verdicts.get(3));
    }

    @Test
    void inShadowModeNobodyIsTakenOutAndAllIsKept() {
        verdicts("shadow: true\n")
                .forEach(verdict -> bus.publish(BusContract.CHEAT_VERDICT, verdict));

        await().until(() -> kept().size() == 4);
        assertThat(told).isEmpty();
        assertThat(done).isEmpty();
        assertThat(kept()).allMatch(CheatMessage.EvidenceSummary::shadow);
    }
}
