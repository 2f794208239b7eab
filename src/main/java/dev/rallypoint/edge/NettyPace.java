package dev.rallypoint.edge;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.security.ConnectionLimits.Seat;
import dev.rallypoint.security.ConnectionPace;
import dev.rallypoint.security.CutReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;

/**
 * Follows one HTTP/1.1 connection: below the codec its bytes, after TLS, above it its messages.
 * Runs on the connection's event loop.
 */
final class NettyPace {
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";
    private static final String BYTES = "rallypointBytes";
    private static final String MESSAGES = "rallypointMessages";

    private final Channel channel;
    private final EpochClock clock;
    private final ConnectionPace pace;
    private final NettyRefusals refusals;
    private final Optional<Seat> seat;
    private long written;
    private boolean isOver;

    NettyPace(
            Channel channel, ConnectionPace.Rules rules, NettyRefusals refusals, EpochClock clock) {
        this.channel = channel;
        this.clock = clock;
        this.pace = new ConnectionPace(rules, clock.nowMs());
        this.refusals = refusals;
        this.seat = Optional.ofNullable(channel.attr(NettyConnectionGate.SEAT).get());
    }

    /** Stands around Vert.x's codec from now on. */
    void join() {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(DECODER, BYTES, new Bytes());
        pipeline.addAfter(ENCODER, MESSAGES, new Messages());
    }

    /**
     * Counts the connection for the address that its proxy named at its beginning.
     *
     * @return empty if it goes on
     */
    Optional<CutReason> claim(PeerAddress client) {
        return seat.flatMap(taken -> taken.claim(client));
    }

    /** To be called about once a second; ends the connection if it is too slow. */
    Optional<CutReason> check() {
        if (isOver) {
            // It was told so a while ago, or would not listen.
            closeNow();
            return Optional.empty();
        }
        Optional<CutReason> slow = pace.check(written, pending(), clock.nowMs());
        slow.ifPresent(this::end);
        return slow;
    }

    private long pending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void end(CutReason reason) {
        isOver = true;
        if (reason == CutReason.SLOW_READER || !pace.isAnswerDue()) {
            closeNow();
        } else {
            refusals.tooSlow(channel.pipeline().context(MESSAGES));
        }
    }

    /** Without the pipeline, in which TLS would first say goodbye to who does not listen. */
    private void closeNow() {
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    private final class Bytes extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (isOver) {
                ReferenceCountUtil.release(message);
                return;
            }
            pace.onBytes(((ByteBuf) message).readableBytes(), clock.nowMs());
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof ByteBuf bytes) {
                written += bytes.readableBytes();
            }
            ctx.write(message, promise);
        }
    }

    private final class Messages extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (isOver) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpRequest && seat.map(Seat::isOverLimit).orElse(false)) {
                isOver = true;
                ReferenceCountUtil.release(message);
                refusals.tooMany(ctx);
                return;
            }
            note(message);
            ctx.fireChannelRead(message);
        }

        private void note(Object message) {
            if (message instanceof HttpRequest) {
                pace.onHeader(clock.nowMs());
            }
            if (message instanceof LastHttpContent) {
                pace.onRequestEnd();
            }
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            boolean isInterim = false;
            if (message instanceof HttpResponse response) {
                isInterim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
                leaveSeatIfStream(response);
            }
            if (message instanceof LastHttpContent && !isInterim) {
                pace.onAnswer();
            }
            ctx.write(message, promise);
        }

        /** Event streams have limits of their own. */
        private void leaveSeatIfStream(HttpResponse response) {
            if (EVENT_STREAM.equals(response.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
                seat.ifPresent(Seat::release);
            }
        }
    }
}
