package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A connect token for the next move. The one in hand names the relays that were next in line when
 * it was made; after a move there may be others. It is asked for soon after each move and used when
 * the session is interrupted again, also after it has expired: relays take expired tokens of
 * members of a match that moved to them. Belongs to the thread of its {@link RelayLoop}.
 */
final class SpareToken {
    /** Not at once: everybody has just moved. Scattered for the same reason. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final RelayLoop loop;
    private final Supplier<CompletableFuture<Api.Connection>> tokens;
    private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private Optional<byte[]> token = Optional.empty();

    /** Grows with every order: earlier orders and late answers are void. */
    private int order;

    SpareToken(RelayLoop loop, Supplier<CompletableFuture<Api.Connection>> tokens) {
        this.loop = loop;
        this.tokens = tokens;
    }

    /** Gets a new one in a moment, and tries until it has one. */
    void order() {
        pauses.reset();
        askLater();
    }

    private void askLater() {
        int ordered = ++order;
        loop.executeAt(System.nanoTime() + pauses.next().toNanos(), () -> ask(ordered));
    }

    private void ask(int ordered) {
        if (ordered != order) {
            return;
        }
        CompletableFuture.completedFuture(tokens)
                .thenCompose(Supplier::get)
                .thenApply(connection -> Base64.getDecoder().decode(connection.connectToken()))
                .whenComplete(
                        (bytes, failure) -> loop.execute(() -> onAnswer(ordered, bytes, failure)));
    }

    private void onAnswer(int ordered, byte[] bytes, Throwable failure) {
        if (ordered != order) {
            return;
        }
        if (failure == null) {
            token = Optional.of(bytes);
        } else if (!RallypointException.of(failure).isFinal()) {
            askLater();
        }
    }

    /** The one there is, once: a token makes one session. */
    Optional<byte[]> take() {
        order++;
        Optional<byte[]> taken = token;
        token = Optional.empty();
        return taken;
    }
}
