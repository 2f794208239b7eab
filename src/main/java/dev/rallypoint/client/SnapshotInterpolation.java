package dev.rallypoint.client;

import dev.rallypoint.protocol.relay.FramedHeader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Makes smooth motion of the states that one other player sends: keeps the last few, shows them a
 * fixed delay behind the newest clock so that there is nearly always a state on both sides, and
 * goes on in a straight line for a bounded time when states are late. One object a slot. Pure: the
 * caller brings the time, in any unit-consistent clock that sender and receiver share (the relay's
 * clock by {@link ClockSync}).
 *
 * @param <S> a state of the game
 */
public final class SnapshotInterpolation<S> {
    /** How to mix two states of the game. */
    @FunctionalInterface
    public interface Blend<S> {
        /**
         * The state between two others.
         *
         * @param share 0 = from, 1 = to; above 1 when extrapolating beyond {@code to}
         */
        S blend(S from, S to, double share);
    }

    /**
     * @param renderDelayMs how far behind the present is shown; two to three send intervals hide
     *     one lost state
     * @param maxExtrapolationMs how long motion goes on without news; then it stands still
     * @param capacity states that are kept, at least 2
     */
    public record Settings(long renderDelayMs, long maxExtrapolationMs, int capacity) {
        /** For 20 states a second. */
        public static final Settings DEFAULT = new Settings(100, 250, 32);

        public Settings {
            if (renderDelayMs < 0 || maxExtrapolationMs < 0 || capacity < 2) {
                throw new IllegalArgumentException(
                        "delay and extrapolation from 0 ms, capacity from 2");
            }
        }
    }

    /** One state as it was true at a time. */
    private record Timed<S>(int sequence, long atMs, S state) {}

    private final Settings settings;
    private final Blend<S> blend;

    /** In order of sequence and of time. */
    private final Deque<Timed<S>> states = new ArrayDeque<>();

    public SnapshotInterpolation(Settings settings, Blend<S> blend) {
        this.settings = settings;
        this.blend = blend;
    }

    /**
     * Takes a state. One that is not newer than the newest, by sequence or by time, is refused:
     * newest wins.
     *
     * @param sequence u32 of the state channel, compared across its wrap-around
     * @param atMs when the state was true, on the shared clock
     * @return whether it was taken
     */
    public boolean add(int sequence, long atMs, S state) {
        Timed<S> newest = states.peekLast();
        if (newest != null
                && (!FramedHeader.isNewer(sequence, newest.sequence()) || atMs <= newest.atMs())) {
            return false;
        }
        if (states.size() == settings.capacity()) {
            states.removeFirst();
        }
        states.addLast(new Timed<>(sequence, atMs, state));
        return true;
    }

    /** What to show at a time of the shared clock; empty before the first state. */
    public Optional<S> at(long nowMs) {
        long shownMs = nowMs - settings.renderDelayMs();
        Timed<S> before = null;
        Timed<S> beforeThat = null;
        Iterator<Timed<S>> inOrder = states.iterator();
        while (inOrder.hasNext()) {
            Timed<S> next = inOrder.next();
            if (next.atMs() > shownMs) {
                return Optional.of(before == null ? next.state() : mix(before, next, shownMs));
            }
            beforeThat = before;
            before = next;
        }
        if (before == null) {
            return Optional.empty();
        }
        return Optional.of(
                beforeThat == null ? before.state() : extrapolate(beforeThat, before, shownMs));
    }

    /** States that are kept now. */
    public int size() {
        return states.size();
    }

    private S extrapolate(Timed<S> from, Timed<S> to, long shownMs) {
        return mix(from, to, Math.min(shownMs, to.atMs() + settings.maxExtrapolationMs()));
    }

    private S mix(Timed<S> from, Timed<S> to, long shownMs) {
        double share = (double) (shownMs - from.atMs()) / (to.atMs() - from.atMs());
        return blend.blend(from.state(), to.state(), share);
    }
}
