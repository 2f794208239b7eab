package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.ForgetPlayer;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ListBlocks;
import dev.rallypoint.contract.ResultMessage.ListRecentPlayers;
import dev.rallypoint.contract.ResultMessage.PlayerListReply;
import dev.rallypoint.contract.ResultMessage.SetBlock;
import dev.rallypoint.edge.VertxExport;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import java.util.Map;
import java.util.function.Consumer;

/** Whom I met and do not want to meet, what is stored about me, and its end: {@code /v1/me/…}. */
final class PrivacyRoutes {
    private static final int RECENT = 50;

    private final VertxBus bus;
    private final EpochClock clock;
    private final VertxExport export;

    PrivacyRoutes(VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
        this.export = new VertxExport(bus, clock);
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of(
                "blockPlayer", call -> setBlock(call, true),
                "unblockPlayer", call -> setBlock(call, false),
                "listBlocks", this::listBlocks,
                "listRecentPlayers", this::listRecent,
                "exportMe", this::export,
                "deleteMe", this::delete);
    }

    private void setBlock(VertxExchange call, boolean blocked) {
        String own = call.caller().playerId();
        String other = call.path("playerId");
        if (Ids.clientId(other).isEmpty()) {
            throw new RejectedException(ProblemCode.PLAYER_NOT_FOUND);
        }
        if (other.equals(own)) {
            throw new RejectedException(ProblemCode.INVALID_PARAMETER, "nobody can avoid himself");
        }
        call.answerEmpty(
                bus.request(
                        BusContract.SET_BLOCK, new SetBlock(own, other, blocked, clock.nowMs())));
    }

    private void listBlocks(VertxExchange call) {
        call.answer(
                200,
                bus.request(BusContract.LIST_BLOCKS, new ListBlocks(call.caller().playerId()))
                        .map(PlayerListReply::list));
    }

    private void listRecent(VertxExchange call) {
        ListRecentPlayers question = new ListRecentPlayers(call.caller().playerId(), RECENT);
        call.answer(
                200,
                bus.request(BusContract.LIST_RECENT_PLAYERS, question).map(PlayerListReply::list));
    }

    private void export(VertxExchange call) {
        export.send(call.ctx(), call.caller().playerId());
    }

    /**
     * The line in the audit trail has the id alone: what to erase again from a restored backup. It
     * comes first: of what was begun there is a trace, and without a trace nothing is begun.
     */
    private void delete(VertxExchange call) {
        String playerId = call.caller().playerId();
        AuditEntry line = new AuditEntry(clock.nowMs(), "player", "player.erase", playerId, "");
        call.answerEmpty(
                bus.request(BusContract.AUDIT_LATER, line)
                        .compose(
                                noted ->
                                        bus.request(
                                                BusContract.FORGET_PLAYER,
                                                new ForgetPlayer(playerId))));
    }
}
