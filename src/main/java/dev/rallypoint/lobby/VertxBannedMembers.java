package dev.rallypoint.lobby;

import dev.rallypoint.contract.LobbyMessage.RemoveMember;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import io.vertx.core.Future;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the seats of banned players: of the lobbies whose entries this node holds, so that one node
 * feels responsible for each. One loop's.
 */
final class VertxBannedMembers {
    private static final Logger LOG = LoggerFactory.getLogger(VertxBannedMembers.class);

    private final HazelcastLobbyStore store;
    private final VertxLobbyWriter writer;
    private final VertxLobbyCommands commands;
    private final LobbyView view;
    private Set<String> banned = Set.of();

    VertxBannedMembers(
            HazelcastLobbyStore store,
            VertxLobbyWriter writer,
            VertxLobbyCommands commands,
            LobbyView view) {
        this.store = store;
        this.writer = writer;
        this.commands = commands;
        this.view = view;
    }

    /** Bans are told again now and then, which finds who slipped in meanwhile. */
    void onBans(BansChanged news) {
        banned =
                news.bans().stream()
                        .filter(ban -> ban.subject().equals(Ban.PLAYER))
                        .map(Ban::value)
                        .collect(Collectors.toUnmodifiableSet());
        banned.stream().filter(player -> !view.lobbiesOf(player).isEmpty()).forEach(this::unseat);
    }

    private void unseat(String playerId) {
        Set<String> lobbyIds = view.lobbiesOf(playerId);
        writer.onWorker(() -> lobbyIds.stream().filter(store::isHeldHere).toList())
                .onSuccess(mine -> mine.forEach(lobbyId -> unseat(lobbyId, playerId)));
    }

    private void unseat(String lobbyId, String playerId) {
        commands.remove(new RemoveMember(lobbyId, playerId, SeatRules.BANNED))
                .onSuccess(
                        removed ->
                                LOG.info(
                                        "banned member removed lobbyId={} playerId={}",
                                        lobbyId,
                                        playerId))
                .onFailure(
                        failure ->
                                LOG.warn(
                                        "banned member not removed lobbyId={} playerId={}: {}",
                                        lobbyId,
                                        playerId,
                                        failure.toString()));
    }

    /** Fails with BANNED: a call that was under way when the ban came. */
    Future<Void> admit(String playerId) {
        return banned.contains(playerId)
                ? Future.failedFuture(new RejectedException(ProblemCode.BANNED))
                : Future.succeededFuture();
    }
}
