package dev.rallypoint.http;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Refuses what cannot be read as HTTP and so never reaches a route. */
final class VertxMalformedCalls {
    private VertxMalformedCalls() {}

    /** Where the next request would begin is unknown, so the connection ends with the answer. */
    static void refuse(HttpServerRequest request) {
        ProblemCode code = codeOf(request.decoderResult().cause());
        request.response()
                .setStatusCode(code.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(ApiJson.encode(Problems.of(Rejection.of(code))))
                .onComplete(sent -> request.connection().close());
    }

    private static ProblemCode codeOf(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return ProblemCode.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException
                ? ProblemCode.HEADERS_TOO_LARGE
                : ProblemCode.MALFORMED_REQUEST;
    }
}
