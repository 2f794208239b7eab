package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.util.Locale;

/**
 * What one step of the doctor found.
 *
 * @param name such as {@code tcp} or {@code stun eu-west}
 * @param cause what is wrong, or what was found, in one or two sentences
 * @param nextStep what to do about it; empty if nothing is wrong
 * @param details figures
 * @param atMs when it began, since the doctor did
 */
public record Check(
        String name,
        Status status,
        String cause,
        String nextStep,
        Json details,
        long atMs,
        long tookMs) {
    /** How it went. */
    public enum Status {
        OK,
        /** Works, but not as well as it could. */
        WARNING,
        FAILED,
        /** The server has no such thing, so that it cannot be tested, nor be missing. */
        NOT_OFFERED,
        /** Not tried, because what it needs has failed. */
        SKIPPED;

        /** As the JSON spells it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether nothing has to be done about it. */
    public boolean isOk() {
        return status != Status.FAILED && status != Status.SKIPPED;
    }

    Json toJson() {
        return Json.object()
                .with("name", name)
                .with("ok", isOk())
                .with("status", status.word())
                .with("cause", cause)
                .with("nextStep", nextStep)
                .with("details", details)
                .with("atMs", atMs)
                .with("tookMs", tookMs);
    }
}
