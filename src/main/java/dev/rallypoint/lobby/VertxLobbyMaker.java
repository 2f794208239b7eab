package dev.rallypoint.lobby;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.cluster.Placement;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.NodeConfig;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import dev.rallypoint.lobby.SeatRules.Identity;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.EpochClock;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings lobbies into being: new ones, and those of the store after a restart. One loop's. */
final class VertxLobbyMaker {
    private static final Logger LOG = LoggerFactory.getLogger(VertxLobbyMaker.class);

    /** With a million lobbies one code in 900 is taken: eight in a row never are. */
    private static final int CODE_ATTEMPTS = 8;

    /** Where new lobbies get what they are not told. */
    record Sources(
            HazelcastLobbyStore store,
            VertxPasswords passwords,
            EpochClock clock,
            Entropy entropy) {}

    private final NodeConfig config;
    private final Sources sources;
    private final VertxLobbyWriter writer;

    VertxLobbyMaker(NodeConfig config, Sources sources, VertxLobbyWriter writer) {
        this.config = config;
        this.sources = sources;
        this.writer = writer;
    }

    /**
     * @param seats over the nodes of the directory
     */
    Future<Lobby> create(CreateLobby wish, SeatRules seats, NodeDirectory directory) {
        Optional<Rejection> refusal = seats.refusal(wish);
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        String lobbyId = randomId(sources.entropy).toString();
        return sources.passwords
                .hash(wish.settings().password())
                .map(hash -> seats.settings(wish.settings(), hash, config.region()))
                .compose(
                        settings -> {
                            Optional<String> home =
                                    Placement.choose(directory, settings.region(), lobbyId)
                                            .map(NodeInfo::nodeId);
                            return writer.add(
                                    lobbyId,
                                    () ->
                                            seats.create(
                                                    wish,
                                                    settings,
                                                    new Identity(lobbyId, newCode(lobbyId), home),
                                                    sources.clock.nowMs()));
                        });
    }

    /**
     * The lobby of a made match; the one that is there if it was made before.
     *
     * @param keptEvents events a lobby remembers
     */
    Future<Lobby> host(HostMatch match, int keptEvents, NodeDirectory directory) {
        Optional<Rejection> refusal =
                LobbySettings.refusal(match.capacity(), "private").or(() -> playersRefusal(match));
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        String lobbyId = match.lobbyId();
        Optional<String> home =
                Placement.choose(directory, match.region(), lobbyId).map(NodeInfo::nodeId);
        return writer.add(
                lobbyId,
                () ->
                        new MatchSeats(keptEvents)
                                .host(
                                        match,
                                        new Identity(lobbyId, newCode(lobbyId), home),
                                        sources.clock.nowMs()));
    }

    private static Optional<Rejection> playersRefusal(HostMatch match) {
        int players = match.players().size();
        return players == 0 || players > match.capacity()
                ? Optional.of(
                        new Rejection(
                                ProblemCode.INVALID_BODY,
                                players + " players for " + match.capacity() + " seats"))
                : Optional.empty();
    }

    private String newCode(String lobbyId) {
        for (int attempt = 0; attempt < CODE_ATTEMPTS; attempt++) {
            String code = Ids.joinCode(sources.entropy.nextLong());
            if (sources.store.claimCode(code, lobbyId)) {
                return code;
            }
        }
        throw new RejectedException(ProblemCode.CONFLICT);
    }

    /** A random UUID (RFC 9562 version 4). */
    static UUID randomId(Entropy entropy) {
        return new UUID(
                entropy.nextLong() & ~0xF000L | 0x4000L,
                entropy.nextLong() & ~0xC000_0000_0000_0000L | 0x8000_0000_0000_0000L);
    }

    /**
     * Puts back what the cluster does not have; a document nobody can read is left in the store.
     * Fails at the first lobby that this node cannot put back now: all of it is to be tried again.
     */
    Future<Void> restore(List<SavedLobby> saved, SessionRules rules) {
        Future<?> done = Future.succeededFuture();
        for (SavedLobby lobby : saved) {
            done =
                    done.compose(
                            previous ->
                                    writer.add(lobby.lobbyId(), () -> restored(lobby, rules))
                                            .<Void>mapEmpty()
                                            .recover(failure -> skip(lobby, failure)));
        }
        return done.mapEmpty();
    }

    private LobbyChange restored(SavedLobby saved, SessionRules rules) {
        Lobby lobby = LobbyCodec.decode(saved.document());
        sources.store.claimCode(lobby.joinCode(), lobby.lobbyId());
        return rules.restore(lobby, sources.clock.nowMs());
    }

    private static Future<Void> skip(SavedLobby lobby, Throwable failure) {
        if (!(failure instanceof IllegalArgumentException)) {
            return Future.failedFuture(failure);
        }
        LOG.warn("lobby not restored lobbyId={}", lobby.lobbyId(), failure);
        return Future.succeededFuture();
    }
}
