package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.client.doctor.Check.Status;

/** What an exam found, before it is known when. */
record Finding(String name, Status status, String cause, String nextStep, Json details) {
    static Finding ok(String name, String cause, Json details) {
        return new Finding(name, Status.OK, cause, "", details);
    }

    static Finding warning(String name, String cause, String nextStep, Json details) {
        return new Finding(name, Status.WARNING, cause, nextStep, details);
    }

    static Finding failed(String name, String cause, String nextStep, Json details) {
        return new Finding(name, Status.FAILED, cause, nextStep, details);
    }

    static Finding failed(String name, String cause, String nextStep) {
        return failed(name, cause, nextStep, Json.object());
    }

    static Finding notOffered(String name, String cause) {
        return new Finding(name, Status.NOT_OFFERED, cause, "", Json.object());
    }

    static Finding skipped(String name, String because) {
        return new Finding(
                name, Status.SKIPPED, "Not tried, because " + because + ".", "", Json.object());
    }

    Check at(long atMs, long tookMs) {
        return new Check(name, status, cause, nextStep, details, atMs, tookMs);
    }
}
