package dev.rallypoint.protocol.netcode;

import java.util.Arrays;

/**
 * Which relays of a token are asked when: all but the current one ten times a second, at most
 * {@value #MAX_A_BEAT} a beat in turn, and none for a second after it refused.
 */
final class RelayProbes {
    /** Some addresses are other names of one relay; that many requests a beat are enough. */
    static final int MAX_A_BEAT = 8;

    private static final long BEAT_MS = 100;
    private static final long SKIP_MS = 1_000;

    /** How a relay is asked. */
    interface Question {
        void ask(int server);
    }

    private final Question question;
    private final long[] skippedUntilMs;
    private boolean running;
    private int next;
    private long nextBeatMs;

    /**
     * @param servers of the token
     */
    RelayProbes(int servers, Question question) {
        this.question = question;
        skippedUntilMs = new long[servers];
        Arrays.fill(skippedUntilMs, Long.MIN_VALUE);
    }

    /** Asks from now on, those after {@code current} first; goes on if it did already. */
    void start(int current, long nowMs) {
        if (!running) {
            running = true;
            next = after(current);
            nextBeatMs = nowMs;
        }
    }

    void stop() {
        running = false;
    }

    boolean isRunning() {
        return running;
    }

    /** When {@link #beat} is due; never while nobody is asked. */
    long nextBeatMs() {
        return running ? nextBeatMs : Long.MAX_VALUE;
    }

    void beat(int current, long nowMs) {
        nextBeatMs = nowMs + BEAT_MS;
        int asked = 0;
        for (int i = 0; i < skippedUntilMs.length && asked < MAX_A_BEAT; i++) {
            int server = next;
            next = after(next);
            if (server != current && !isSkipped(server, nowMs)) {
                question.ask(server);
                asked++;
            }
        }
    }

    /** It refused, or did not finish what it began: others have their turn. */
    void skip(int server, long nowMs) {
        skippedUntilMs[server] = nowMs + SKIP_MS;
    }

    boolean areAllSkipped(long nowMs) {
        for (int server = 0; server < skippedUntilMs.length; server++) {
            if (!isSkipped(server, nowMs)) {
                return false;
            }
        }
        return true;
    }

    /** The next one that did not refuse lately; if all did, the next. */
    int successor(int server, long nowMs) {
        int candidate = after(server);
        while (candidate != server && isSkipped(candidate, nowMs)) {
            candidate = after(candidate);
        }
        return candidate == server ? after(server) : candidate;
    }

    private boolean isSkipped(int server, long nowMs) {
        return nowMs < skippedUntilMs[server];
    }

    private int after(int server) {
        return (server + 1) % skippedUntilMs.length;
    }
}
