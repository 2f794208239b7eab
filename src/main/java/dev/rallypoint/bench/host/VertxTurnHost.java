package dev.rallypoint.bench.host;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.turn.StunGate;
import dev.rallypoint.turn.StunVerticle;
import dev.rallypoint.turn.server.PeerPolicy;
import dev.rallypoint.turn.server.TurnCredentials;
import dev.rallypoint.turn.server.TurnSecret;
import dev.rallypoint.turn.server.TurnTerms;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Optional;

/** A TURN server without the rest of a node. */
final class VertxTurnHost {
    /** Not the address of the players, who would be taken for this server's own ports. */
    static final String HOST = "127.0.0.3";

    private static final int SECRET_BYTES = 32;
    private static final long LIFETIME_MS = 86_400_000;

    private final StunVerticle turn;
    private final TurnCredentials credentials;

    VertxTurnHost() {
        Config all =
                new ConfigLoader()
                        .assignments(
                                List.of(
                                        "stun.host=" + HOST,
                                        "stun.port=0",
                                        "stun.requestsPerSource=1000000",
                                        "turn.minPort=1100",
                                        "turn.maxPort=32000",
                                        "turn.allocationsPerPlayer=20000",
                                        "turn.maxAllocations=20000",
                                        "turn.bytesPerAllocation=1000000000",
                                        "turn.allowedPeers=127.0.0.0/8"))
                        .load();
        SecureEntropy entropy = new SecureEntropy();
        byte[] key = new byte[SECRET_BYTES];
        entropy.fill(key);
        TurnSecret secret = TurnSecret.derivedFrom(key);
        EpochClock clock = new EpochClock();
        credentials = TurnCredentials.of(secret, "bench", clock.nowMs() + LIFETIME_MS);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        turn =
                new StunVerticle(
                        new StunVerticle.Settings(
                                all.stun(), all.turn(), false, Optional.empty(), StunGate.OPEN),
                        new Ground(
                                new VertxBus(vertx),
                                new MicrometerRegistry().metrics(),
                                clock,
                                entropy));
        vertx.deployVerticle(turn).await();
        PeerAddress own = CidrBlock.addressOf(HOST);
        PeerPolicy policy =
                new PeerPolicy(
                        List.of(), PeerPolicy.blocks(all.turn().allowedPeers()), List.of(own));
        turn.serveTurn(new TurnTerms(all.turn(), List.of(own), policy, () -> List.of(secret)))
                .await();
    }

    int port() {
        return turn.port();
    }

    TurnCredentials credentials() {
        return credentials;
    }
}
