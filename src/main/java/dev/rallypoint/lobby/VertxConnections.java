package dev.rallypoint.lobby;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.ConnectionReply;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Answers members who ask for a connect token. One loop's. */
final class VertxConnections {
    private final VertxLobbyWriter writer;
    private final TokenMint mint;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final VertxBus bus;

    VertxConnections(VertxLobbyWriter writer, TokenMint mint, Ground ground) {
        this.writer = writer;
        this.mint = mint;
        this.metrics = ground.metrics();
        this.clock = ground.clock();
        this.bus = ground.bus();
    }

    /**
     * @param rules over the nodes of this moment, from which the token's addresses come, too
     */
    Future<ConnectionReply> open(OpenConnection call, SessionRules rules) {
        Optional<TokenFlavour> flavour = TokenFlavour.ofWord(call.flavour());
        Optional<NodeInfo> self = rules.homes().directory().self();
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
                        (lobby, nowMs) -> rules.openConnection(lobby, call.playerId(), nowMs))
                .map(lobby -> order(lobby, call, rules.homes(), self.get()))
                .compose(order -> mint(order, flavour.get()));
    }

    private static TokenMint.Order order(
            Lobby lobby, OpenConnection call, MatchHomes homes, NodeInfo self) {
        return new TokenMint.Order(
                lobby,
                lobby.member(call.playerId()).orElseThrow(),
                call.clientHost(),
                homes.inOrder(lobby),
                self);
    }

    private Future<ConnectionReply> mint(TokenMint.Order order, TokenFlavour flavour) {
        return writer.onWorker(() -> mint.mint(order, flavour, clock.nowMs()))
                .onSuccess(connection -> tell(order, flavour, connection))
                .map(connection -> count(connection, flavour));
    }

    /** What the player's timeline begins with. */
    private void tell(TokenMint.Order order, TokenFlavour flavour, Api.Connection connection) {
        bus.publish(
                BusContract.TOKEN_ASKED,
                new TokenAsked(
                        order.member().playerId(),
                        order.lobby().lobbyId(),
                        order.lobby().latestGeneration(),
                        clock.nowMs(),
                        order.clientHost(),
                        flavour.word(),
                        connection.servers(),
                        Optional.empty()));
    }

    /** Also for what was refused before it came here. */
    void onRefused(OpenConnection call, Throwable failure) {
        if (failure instanceof RejectedException refused) {
            bus.publish(
                    BusContract.TOKEN_ASKED,
                    new TokenAsked(
                            call.playerId(),
                            call.lobbyId(),
                            0,
                            clock.nowMs(),
                            call.clientHost(),
                            call.flavour(),
                            List.of(),
                            Optional.of(refused.rejection().code().code())));
        }
    }

    private ConnectionReply count(Api.Connection connection, TokenFlavour flavour) {
        metrics.increment(Metric.CONNECT_TOKENS, flavour.word());
        return new ConnectionReply(connection);
    }

    private static Future<ConnectionReply> refuse(ProblemCode code, String detail) {
        return Future.failedFuture(new RejectedException(code, detail));
    }
}
