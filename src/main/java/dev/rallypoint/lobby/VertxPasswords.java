package dev.rallypoint.lobby;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.protocol.Entropy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Passwords hashed on threads of their own, few at a time: each costs 19 MiB. One loop's. */
final class VertxPasswords {
    private static final int THREADS = 2;

    /** About two seconds' work for two threads: who waits longer has been timed out anyway. */
    private static final int MAX_WAITING = 64;

    private final BouncyCastlePasswords passwords;
    private final WorkerExecutor workers;
    private int waiting;

    VertxPasswords(Vertx vertx, Entropy entropy) {
        passwords = new BouncyCastlePasswords(entropy);
        workers = vertx.createSharedWorkerExecutor("rallypoint-passwords", THREADS);
    }

    /** The hash of a password that is there and not empty. */
    Future<Optional<String>> hash(Optional<String> password) {
        Optional<String> real = password.filter(text -> !text.isEmpty());
        return real.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : run(() -> real.map(passwords::hash));
    }

    /**
     * The lobby's password hash, if it asks for a password and this is the one.
     *
     * @param playerId a member needs none
     */
    Future<Optional<String>> prove(Lobby lobby, String playerId, Optional<String> password) {
        Optional<String> wanted = lobby.settings().passwordHash();
        if (wanted.isEmpty() || password.isEmpty() || lobby.hasMember(playerId)) {
            return Future.succeededFuture(Optional.empty());
        }
        return run(() -> wanted.filter(hash -> passwords.verify(password.get(), hash)));
    }

    private <T> Future<T> run(Callable<T> work) {
        if (waiting >= MAX_WAITING) {
            return Future.failedFuture(
                    new RejectedException(
                            ProblemCode.RATE_LIMITED, "too many passwords at the same time"));
        }
        waiting++;
        return workers.executeBlocking(work, false).onComplete(done -> waiting--);
    }

    Future<Void> close() {
        return workers.close();
    }
}
