package dev.rallypoint.lobby;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.cluster.Placement;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusMessage.ConnectionReply;
import dev.rallypoint.contract.BusMessage.OpenConnection;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import io.vertx.core.Future;
import java.util.Optional;

/** Answers members who ask for a connect token. One loop's. */
final class VertxConnections {
    private final VertxLobbyWriter writer;
    private final TokenMint mint;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;

    VertxConnections(
            VertxLobbyWriter writer, TokenMint mint, MicrometerMetrics metrics, EpochClock clock) {
        this.writer = writer;
        this.mint = mint;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * @param directory of this moment: home and addresses come from the same one
     * @param rules over the same directory
     */
    Future<ConnectionReply> open(OpenConnection call, NodeDirectory directory, SessionRules rules) {
        Optional<TokenFlavour> flavour = TokenFlavour.ofWord(call.flavour());
        Optional<NodeInfo> self = directory.self();
        if (flavour.isEmpty()) {
            return refuse(
                    ProblemCode.INVALID_BODY,
                    "flavour must be netcode-1.02, netcode-1.01 or renet");
        }
        if (self.isEmpty()) {
            return refuse(ProblemCode.NO_RELAY, "");
        }
        return writer.change(
                        call.lobbyId(),
                        (lobby, nowMs) ->
                                rules.openConnection(
                                        lobby, call.playerId(), choose(lobby, directory), nowMs))
                .map(lobby -> order(lobby, call, directory, self.get()))
                .compose(order -> mint(order, flavour.get()));
    }

    private static Optional<String> choose(Lobby lobby, NodeDirectory directory) {
        return Placement.choose(directory, lobby.settings().region(), lobby.lobbyId())
                .map(NodeInfo::nodeId);
    }

    private static TokenMint.Order order(
            Lobby lobby, OpenConnection call, NodeDirectory directory, NodeInfo self) {
        return new TokenMint.Order(
                lobby,
                lobby.member(call.playerId()).orElseThrow(),
                call.clientHost(),
                lobby.homeNode().flatMap(directory::find).orElseThrow(),
                self);
    }

    private Future<ConnectionReply> mint(TokenMint.Order order, TokenFlavour flavour) {
        return writer.onWorker(() -> mint.mint(order, flavour, clock.nowMs()))
                .map(connection -> count(connection, flavour));
    }

    private ConnectionReply count(Api.Connection connection, TokenFlavour flavour) {
        metrics.increment(Metric.CONNECT_TOKENS, flavour.word());
        return new ConnectionReply(connection);
    }

    private static Future<ConnectionReply> refuse(ProblemCode code, String detail) {
        return Future.failedFuture(new RejectedException(code, detail));
    }
}
