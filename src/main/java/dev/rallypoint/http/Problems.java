package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import java.util.Optional;

/** Refusals in the shape of RFC 9457. */
final class Problems {
    /** A database that is away is looked for once a second. */
    private static final int STORE_RETRY_SECONDS = 2;

    private static final String TYPE_PREFIX = "urn:rallypoint:problem:";

    private Problems() {}

    static Api.Problem of(Rejection rejection) {
        Optional<Integer> retryAfterSeconds =
                rejection.code() == ProblemCode.STORE_UNAVAILABLE
                        ? Optional.of(STORE_RETRY_SECONDS)
                        : Optional.empty();
        return of(rejection, Optional.empty(), retryAfterSeconds);
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
