package dev.rallypoint.edge;

import dev.rallypoint.contract.ProblemCode;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** What was wrong with a call that could not be read as HTTP: only Netty's exceptions tell. */
public final class NettyFaults {
    private NettyFaults() {}

    /**
     * @param failure of the decoder
     */
    public static ProblemCode codeOf(DecoderResult failure) {
        Throwable cause = failure.cause();
        if (cause instanceof TooLongHttpLineException) {
            return ProblemCode.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException
                ? ProblemCode.HEADERS_TOO_LARGE
                : ProblemCode.MALFORMED_REQUEST;
    }
}
