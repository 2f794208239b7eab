package dev.rallypoint.edge;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.ProblemCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * The last words to a connection that is ended before its request reached anybody: a problem (RFC
 * 9457), then the end.
 */
final class NettyRefusals {
    private static final int RETRY_SECONDS = 5;

    private final byte[] tooSlow;
    private final byte[] tooMany;

    NettyRefusals(HttpConfig config) {
        tooSlow =
                problem(
                        ProblemCode.REQUEST_TIMEOUT,
                        "headerTimeoutSeconds=%d, requestTimeoutSeconds=%d, minBytesPerSecond=%d"
                                .formatted(
                                        config.headerTimeoutSeconds(),
                                        config.requestTimeoutSeconds(),
                                        config.minBytesPerSecond()));
        tooMany =
                problem(
                        ProblemCode.TOO_MANY_CONNECTIONS,
                        "connectionsPerAddress=" + config.connectionsPerAddress());
    }

    private static byte[] problem(ProblemCode code, String limit) {
        return """
               {"type":"urn:rallypoint:problem:%s","title":"%s","status":%d,"code":"%s",\
               "detail":"The limits are %s.","limit":"%s","retryAfterSeconds":%d}"""
                .formatted(
                        code.code(),
                        code.title(),
                        code.status(),
                        code.code(),
                        limit,
                        limit,
                        RETRY_SECONDS)
                .getBytes(StandardCharsets.US_ASCII);
    }

    void tooSlow(ChannelHandlerContext ctx) {
        send(ctx, ProblemCode.REQUEST_TIMEOUT, tooSlow);
    }

    void tooMany(ChannelHandlerContext ctx) {
        send(ctx, ProblemCode.TOO_MANY_CONNECTIONS, tooMany);
    }

    private static void send(ChannelHandlerContext ctx, ProblemCode code, byte[] body) {
        FullHttpResponse answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(code.status()),
                        Unpooled.wrappedBuffer(body));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
