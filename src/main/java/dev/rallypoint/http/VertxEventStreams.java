package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LoginMessage.GetLogin;
import dev.rallypoint.contract.LoginMessage.LoginState;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.SecurityMessage.GetBans;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.BanList;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All open event streams of a kind on this node. One subscription feeds them all: an address a
 * stream would burden the cluster's subscription table. Runs on the verticle's event loop.
 */
final class VertxEventStreams<E> {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final VertxBus bus;
    private final VertxEventFeed<E> feed;
    private final VertxProblems problems;
    private final EpochClock clock;
    private final StreamLimits limits;
    private BanList bans = new BanList(List.of());
    private final Map<String, Set<Reader>> bySubject = new HashMap<>();

    /**
     * @param limits of streams of all kinds
     */
    VertxEventStreams(
            VertxBus bus,
            VertxEventFeed<E> feed,
            VertxProblems problems,
            EpochClock clock,
            StreamLimits limits) {
        this.bus = bus;
        this.feed = feed;
        this.problems = problems;
        this.clock = clock;
        this.limits = limits;
    }

    Future<Void> start() {
        return bus.subscribe(BusContract.BANS_CHANGED, this::onBans)
                .compose(subscribed -> bus.request(BusContract.GET_BANS, new GetBans()))
                .onSuccess(known -> bans = new BanList(known.bans()))
                .mapEmpty();
    }

    /** No further call of theirs gets in, and what is under way ends. */
    private void onBans(BansChanged changed) {
        bans = new BanList(changed.bans());
        endIf(this::isBanned);
    }

    private boolean isBanned(Reader reader) {
        long nowMs = clock.nowMs();
        return bans.ofPlayer(reader.caller.playerId(), nowMs).isPresent()
                || bans.ofAddress(reader.client, nowMs).isPresent();
    }

    /**
     * Events of a lobby or ticket, in the order of their ids; each perhaps not for the first time.
     */
    void onLive(String id, List<E> events) {
        List.copyOf(bySubject.getOrDefault(id, Set.of()))
                .forEach(reader -> events.forEach(reader::onLive));
    }

    /** Lobbies or tickets with an open stream. */
    List<String> subjects() {
        return List.copyOf(bySubject.keySet());
    }

    /**
     * @param id of the lobby or ticket
     */
    void open(VertxExchange call, String id, OptionalLong resumeAfter) {
        Caller caller = call.caller();
        Reader reader = new Reader(call, caller, id, resumeAfter);
        if (isBanned(reader)) {
            call.ctx().fail(new RejectedException(ProblemCode.BANNED));
            return;
        }
        Optional<StreamLimits.Hit> hit = limits.tryOpen(caller.playerId(), reader.client);
        if (hit.isPresent()) {
            refuse(call, hit.get());
            return;
        }
        add(reader);
        call.ctx().response().closeHandler(closed -> remove(reader));
        call.ctx().response().endHandler(ended -> remove(reader));
        reader.read();
    }

    private void refuse(VertxExchange call, StreamLimits.Hit hit) {
        problems.sendLimited(call.ctx(), hit.rejection(), hit.limit(), RETRY_AFTER_SECONDS);
    }

    private void add(Reader reader) {
        bySubject.computeIfAbsent(reader.subject, id -> new LinkedHashSet<>()).add(reader);
    }

    /** A stream ends once, but is told so by its end and by its connection. */
    private void remove(Reader reader) {
        Set<Reader> readers = bySubject.getOrDefault(reader.subject, Set.of());
        if (!readers.contains(reader)) {
            return;
        }
        readers.remove(reader);
        if (readers.isEmpty()) {
            bySubject.remove(reader.subject);
        }
        limits.onClosed(reader.caller.playerId(), reader.client);
    }

    /**
     * Comments on all streams. One whose token has expired goes on if its login was renewed
     * meanwhile, on whichever node: its reader need not open it again.
     */
    void heartbeat(long nowMs) {
        readers().stream()
                .filter(reader -> nowMs >= reader.expiresAtMs)
                .forEach(reader -> reader.renew(nowMs));
        readers().forEach(reader -> reader.stream.heartbeat());
    }

    /** Ends the streams of a player or login whose tokens are void from now on. */
    void onRevocation(Revocation revocation) {
        endIf(
                reader ->
                        reader.caller.loginId().equals(revocation.subject())
                                || reader.caller.playerId().equals(revocation.subject())
                                        && revocation.stamp() > reader.caller.revocation());
    }

    void endAll() {
        endIf(reader -> true);
    }

    private void endIf(Predicate<Reader> over) {
        readers().stream().filter(over).forEach(reader -> reader.stream.end());
    }

    private List<Reader> readers() {
        List<Reader> all = new ArrayList<>();
        bySubject.values().forEach(all::addAll);
        return all;
    }

    /** One stream: its place in the sequence of events, and where they go. */
    private final class Reader {
        private final VertxExchange call;
        private final Caller caller;
        private final PeerAddress client;
        private final String subject;
        private final EventCursor<E> cursor;
        private final VertxEventStream<E> stream;
        private long expiresAtMs;
        private boolean begun;

        Reader(VertxExchange call, Caller caller, String subject, OptionalLong resumeAfter) {
            this.call = call;
            this.caller = caller;
            this.client = call.client().address();
            this.expiresAtMs = caller.expiresAtMs();
            this.subject = subject;
            this.cursor = new EventCursor<>(resumeAfter, feed.idOf());
            this.stream = new VertxEventStream<>(feed, call.ctx().request(), caller.playerId());
        }

        void read() {
            feed.reading()
                    .after(subject, caller.playerId(), cursor.afterEventId())
                    .onSuccess(this::onRead)
                    .onFailure(this::onRefused);
        }

        private void onRead(VertxEventFeed.Kept<E> kept) {
            if (call.ctx().response().closed()) {
                return;
            }
            if (isBanned(this)) {
                onRefused(new RejectedException(ProblemCode.BANNED));
                return;
            }
            if (!begun) {
                begun = true;
                stream.begin();
            }
            stream.send(cursor.onRead(kept.events(), kept.latestId()));
        }

        /** Before the stream has begun this is an ordinary problem, later its end. */
        private void onRefused(Throwable failure) {
            remove(this);
            if (begun) {
                stream.end();
            } else {
                call.ctx().fail(failure);
            }
        }

        void renew(long nowMs) {
            bus.request(BusContract.GET_LOGIN, new GetLogin(caller.loginId()))
                    .map(LoginState::accessUntilMs)
                    .otherwise(0L)
                    .onSuccess(
                            untilMs -> {
                                expiresAtMs = untilMs;
                                if (untilMs <= nowMs) {
                                    stream.end();
                                }
                            });
        }

        void onLive(E event) {
            boolean wasReading = cursor.isReading();
            stream.send(cursor.onLive(event));
            if (cursor.isReading() && !wasReading) {
                read();
            }
        }
    }
}
