package dev.rallypoint.lobby;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One thing after the other within a lane, lanes side by side. Keeps the news of one lobby in order
 * and spares this node's callers the fight over compare-and-set. Belongs to one loop.
 */
final class VertxLanes {
    /** A full lobby's members each asking 16 times at once. */
    static final int MAX_WAITING = 1_024;

    private static final class Lane {
        private Future<?> tail = Future.succeededFuture();
        private int waiting;
    }

    private final Map<String, Lane> lanes = new HashMap<>();
    private boolean draining;

    /** Fails with CONFLICT if too many wait in the lane, with SHUTTING_DOWN while draining. */
    <T> Future<T> run(String name, Supplier<Future<T>> work) {
        Lane lane = lanes.get(name);
        return lane != null && lane.waiting >= MAX_WAITING
                ? Future.failedFuture(new RejectedException(ProblemCode.CONFLICT))
                : runAlways(name, work);
    }

    /** However many wait: for what already happened and can only be noted. */
    <T> Future<T> runAlways(String name, Supplier<Future<T>> work) {
        if (draining) {
            return Future.failedFuture(new RejectedException(ProblemCode.SHUTTING_DOWN));
        }
        Lane lane = lanes.computeIfAbsent(name, unused -> new Lane());
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

    /** Takes no more work and waits for what was taken; that may fail, this does not. */
    Future<Void> drain() {
        draining = true;
        List<Future<?>> tails = new ArrayList<>();
        lanes.values().forEach(lane -> tails.add(lane.tail));
        return Future.join(tails).<Void>mapEmpty().otherwiseEmpty();
    }
}
