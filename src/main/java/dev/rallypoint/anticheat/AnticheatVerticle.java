package dev.rallypoint.anticheat;

import dev.rallypoint.contract.AnticheatConfig;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidencePage;
import dev.rallypoint.contract.CheatMessage.EvidenceReply;
import dev.rallypoint.contract.CheatMessage.GetEvidence;
import dev.rallypoint.contract.CheatMessage.ListEvidence;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.Ground;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts on the verdicts of this node's relays: tells them to all, takes players out of their lobby,
 * asks for bans; keeps the evidence and shows it.
 */
public final class AnticheatVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AnticheatVerticle.class);

    /** Verdicts waiting for the disk; each may have some hundred kilobytes. */
    private static final int MAX_WAITING = 64;

    private static final int ID_BYTES = 6;

    /**
     * @param evidence the directory of the evidence
     */
    public record Settings(String nodeId, AnticheatConfig config, GameModes modes, Path evidence) {}

    private final Settings settings;
    private final Ground ground;
    private EvidenceFiles files;
    private int waiting;

    public AnticheatVerticle(Settings settings, Ground ground) {
        this.settings = settings;
        this.ground = ground;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(
                        () -> EvidenceFiles.open(settings.evidence(), settings.config()))
                .compose(this::serve);
    }

    private Future<Void> serve(EvidenceFiles opened) {
        files = opened;
        ground.metrics().gauge(Metric.EVIDENCE_KEPT, files::count);
        LOG.info(
                "cheat detection is up gameModes={} shadow={} evidence={}",
                settings.modes().names(),
                settings.config().shadow(),
                files.count());
        String nodeId = settings.nodeId();
        return Future.all(
                        ground.bus().subscribe(BusContract.CHEAT_VERDICT, this::onVerdict),
                        ground.bus().serve(BusContract.LIST_EVIDENCE.at(nodeId), this::list),
                        ground.bus().serve(BusContract.GET_EVIDENCE.at(nodeId), this::get))
                .mapEmpty();
    }

    private void onVerdict(CheatVerdict verdict) {
        byte[] chance = new byte[ID_BYTES];
        ground.entropy().fill(chance);
        KeptVerdict kept =
                new KeptVerdict(KeptVerdict.id(verdict.atMs(), chance), settings.nodeId(), verdict);
        say(kept);
        keep(kept);
        if (!verdict.shadow()) {
            ground.bus().publish(BusContract.SUSPICION_RAISED, kept.suspicion());
        }
        if (kept.bans()) {
            ban(kept);
        }
        if (verdict.takesOut()) {
            takeOut(kept);
        }
    }

    private void say(KeptVerdict kept) {
        CheatVerdict verdict = kept.verdict();
        ground.metrics()
                .increment(
                        Metric.CHEAT_VERDICTS,
                        verdict.action(),
                        verdict.shadow() ? "shadow" : "live");
        LOG.info(
                "cheating action={} shadow={} playerId={} lobbyId={} rule={} measured={} allowed={}"
                        + " score={} evidence={}",
                verdict.action(),
                verdict.shadow(),
                verdict.playerId(),
                verdict.lobbyId(),
                verdict.cause().rule(),
                verdict.cause().measured(),
                verdict.cause().allowed(),
                verdict.score(),
                kept.evidenceId());
    }

    private void keep(KeptVerdict kept) {
        if (waiting == MAX_WAITING) {
            ground.metrics().increment(Metric.EVIDENCE_LOST);
            return;
        }
        waiting++;
        vertx.executeBlocking(
                        () -> {
                            files.keep(kept.summary(), kept.verdict());
                            return null;
                        })
                .onFailure(failure -> onNotKept(kept, failure))
                .onComplete(done -> waiting--);
    }

    private void onNotKept(KeptVerdict kept, Throwable failure) {
        ground.metrics().increment(Metric.EVIDENCE_LOST);
        LOG.warn("evidence is not kept evidence={}: {}", kept.evidenceId(), failure.toString());
    }

    /** The relay has ended the session already; without a seat he gets no token for another. */
    private void takeOut(KeptVerdict kept) {
        CheatVerdict verdict = kept.verdict();
        ground.bus()
                .request(
                        BusContract.LEAVE_LOBBY,
                        new LeaveLobby(verdict.lobbyId(), verdict.playerId()))
                .onFailure(failure -> warn("his seat is not free", kept, failure));
        ground.bus()
                .request(BusContract.AUDIT_LATER, kept.audit())
                .onFailure(failure -> warn("not in the audit trail", kept, failure));
    }

    private void ban(KeptVerdict kept) {
        int minutes = settings.modes().banMinutes(kept.verdict().gameMode());
        ground.bus()
                .request(BusContract.ADD_BAN, kept.ban(minutes))
                .onFailure(failure -> warn("not banned", kept, failure));
    }

    private static void warn(String what, KeptVerdict kept, Throwable failure) {
        LOG.warn(
                "{} playerId={} lobbyId={}: {}",
                what,
                kept.verdict().playerId(),
                kept.verdict().lobbyId(),
                failure.toString());
    }

    private Future<EvidencePage> list(ListEvidence question) {
        // Whoever lists may have to wait until a verdict is on the disk.
        return vertx.executeBlocking(
                () -> new EvidencePage(files.list(question.playerId(), question.limit())));
    }

    private Future<EvidenceReply> get(GetEvidence question) {
        String id = question.evidenceId();
        return vertx.executeBlocking(() -> files.read(id))
                .map(verdict -> new EvidenceReply(id, settings.nodeId(), verdict))
                .recover(
                        unreadable ->
                                Future.failedFuture(
                                        new RejectedException(
                                                ProblemCode.INTERNAL, unreadable.toString())));
    }
}
