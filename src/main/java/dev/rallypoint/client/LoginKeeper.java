package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a player logged in: renews the access token before it expires, and when a server refuses
 * it. A login that is over is made again if the player has a device. For as long as somebody holds
 * it; any thread.
 */
final class LoginKeeper {
    /** The calls that need no access token. */
    interface Desk {
        CompletableFuture<Api.Session> renew(String refreshToken);

        CompletableFuture<Api.Session> login(Api.GuestRequest request);
    }

    /** The share of a token's life after which it is renewed: time enough for many tries. */
    private static final double RENEW_AFTER = 0.66;

    /** So that players who logged in together do not renew together. */
    private static final double SCATTER = 0.1;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Desk desk;
    private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private Optional<Api.Session> session = Optional.empty();
    private Optional<Api.GuestRequest> device = Optional.empty();
    private Optional<CompletableFuture<Boolean>> renewing = Optional.empty();
    private long expiresAtNanos;

    /** Grows with each session: what was planned for an earlier one is void. */
    private int plan;

    LoginKeeper(Desk desk) {
        this.desk = desk;
    }

    synchronized Optional<Api.Session> session() {
        return session;
    }

    synchronized Optional<String> accessToken() {
        return session.map(Api.Session::accessToken);
    }

    /**
     * A login succeeded.
     *
     * @param request how it can be made again, if it names a device
     */
    synchronized void onLogin(Api.GuestRequest request, Api.Session fresh) {
        device = Optional.of(request).filter(made -> made.deviceId().isPresent());
        onSession(fresh);
    }

    /** A session that comes of a refresh token. */
    synchronized void onSession(Api.Session fresh) {
        session = Optional.of(fresh);
        pauses.reset();
        plan++;
        fresh.expiresInSeconds()
                .ifPresent(
                        seconds -> {
                            long life = TimeUnit.SECONDS.toNanos(seconds);
                            expiresAtNanos = System.nanoTime() + life;
                            double factor =
                                    RENEW_AFTER
                                            * (1 - ThreadLocalRandom.current().nextDouble(SCATTER));
                            renewIn(Duration.ofNanos((long) (life * factor)));
                        });
    }

    /** The player logs out. */
    synchronized Optional<String> forget() {
        Optional<String> refreshToken = session.flatMap(Api.Session::refreshToken);
        session = Optional.empty();
        device = Optional.empty();
        plan++;
        return refreshToken;
    }

    /** A keeper that nobody uses any more renews nothing. */
    private void renewIn(Duration delay) {
        int planned = plan;
        WeakReference<LoginKeeper> self = new WeakReference<>(this);
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(
                        () -> {
                            LoginKeeper keeper = self.get();
                            if (keeper != null) {
                                keeper.renewAsPlanned(planned);
                            }
                        });
    }

    private void renewAsPlanned(int planned) {
        synchronized (this) {
            if (planned != plan) {
                return;
            }
        }
        renew().thenAccept(
                        renewed -> {
                            synchronized (this) {
                                if (!renewed && planned == plan && session.isPresent()) {
                                    renewIn(pauses.next());
                                }
                            }
                        });
    }

    /** Completes, never with a failure, when there is a token that has not expired, or none. */
    CompletableFuture<?> ready() {
        boolean isExpired;
        synchronized (this) {
            isExpired =
                    session.flatMap(Api.Session::expiresInSeconds).isPresent()
                            && System.nanoTime() - expiresAtNanos >= 0;
        }
        return isExpired ? renew() : CompletableFuture.completedFuture(true);
    }

    /**
     * A server refused this access token.
     *
     * @return whether there is another one now; never a failure
     */
    CompletableFuture<Boolean> renewInPlaceOf(Optional<String> refused) {
        synchronized (this) {
            if (session.isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            if (!accessToken().equals(refused)) {
                return CompletableFuture.completedFuture(true);
            }
        }
        return renew();
    }

    /** One renewal at a time: a refresh token is used once. */
    private CompletableFuture<Boolean> renew() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        Optional<Api.Session> from;
        synchronized (this) {
            if (renewing.isPresent()) {
                return renewing.get();
            }
            renewing = Optional.of(mine);
            from = session;
        }
        exchange(from.flatMap(Api.Session::refreshToken))
                .whenComplete((fresh, failure) -> onAnswer(mine, from, Optional.ofNullable(fresh)));
        return mine;
    }

    private CompletableFuture<Api.Session> exchange(Optional<String> refreshToken) {
        if (refreshToken.isEmpty()) {
            return loginAgain();
        }
        return desk.renew(refreshToken.get())
                .handle(
                        (fresh, failure) ->
                                failure == null
                                        ? CompletableFuture.completedFuture(fresh)
                                        : isRefused(failure)
                                                ? loginAgain()
                                                : CompletableFuture.<Api.Session>failedFuture(
                                                        failure))
                .thenCompose(answer -> answer);
    }

    private static boolean isRefused(Throwable failure) {
        int status = RallypointException.of(failure).status();
        return status == 401 || status == 404;
    }

    private CompletableFuture<Api.Session> loginAgain() {
        Optional<Api.GuestRequest> request;
        synchronized (this) {
            request = device;
        }
        return request.map(desk::login)
                .orElseGet(
                        () ->
                                CompletableFuture.failedFuture(
                                        RallypointException.unreachable("the login is over")));
    }

    private void onAnswer(
            CompletableFuture<Boolean> mine,
            Optional<Api.Session> from,
            Optional<Api.Session> fresh) {
        boolean isRenewed;
        synchronized (this) {
            renewing = Optional.empty();
            isRenewed = fresh.isPresent() && session.equals(from);
            if (isRenewed) {
                onSession(fresh.get());
            }
        }
        mine.complete(isRenewed);
    }
}
