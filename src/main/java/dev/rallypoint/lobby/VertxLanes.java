package dev.rallypoint.lobby;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One thing after the other within a lane, lanes side by side. Keeps the news of one lobby in order
 * and spares this node's callers the fight over compare-and-set. Belongs to one loop.
 */
final class VertxLanes {
    /** More than a full lobby's members each asking twice. */
    private static final int MAX_WAITING = 128;

    private static final class Lane {
        private Future<?> tail = Future.succeededFuture();
        private int waiting;
    }

    private final Map<String, Lane> lanes = new HashMap<>();

    /** Fails with CONFLICT if too many wait in the lane. */
    <T> Future<T> run(String name, Supplier<Future<T>> work) {
        Lane lane = lanes.computeIfAbsent(name, unused -> new Lane());
        if (lane.waiting >= MAX_WAITING) {
            return Future.failedFuture(new RejectedException(ProblemCode.CONFLICT));
        }
        lane.waiting++;
        Future<T> result = lane.tail.transform(previous -> work.get());
        lane.tail = result;
        return result.onComplete(done -> leave(name, lane));
    }

    private void leave(String name, Lane lane) {
        lane.waiting--;
        if (lane.waiting == 0) {
            lanes.remove(name, lane);
        }
    }
}
