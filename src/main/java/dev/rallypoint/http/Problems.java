package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import java.util.Optional;

/** Refusals in the shape of RFC 9457. */
final class Problems {
    private static final String TYPE_PREFIX = "urn:rallypoint:problem:";

    private Problems() {}

    static Api.Problem of(Rejection rejection) {
        return of(rejection, Optional.empty(), Optional.empty());
    }

    /**
     * @param limit name and figure of the limit that was hit
     */
    static Api.Problem limited(Rejection rejection, String limit, int retryAfterSeconds) {
        return of(rejection, Optional.of(limit), Optional.of(retryAfterSeconds));
    }

    private static Api.Problem of(
            Rejection rejection, Optional<String> limit, Optional<Integer> retryAfterSeconds) {
        ProblemCode code = rejection.code();
        return new Api.Problem(
                TYPE_PREFIX + code.code(),
                code.title(),
                code.status(),
                code.code(),
                Optional.of(rejection.detail()).filter(detail -> !detail.isEmpty()),
                limit,
                retryAfterSeconds);
    }
}
