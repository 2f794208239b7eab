package dev.rallypoint.security;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.LimitedSource;
import dev.rallypoint.contract.SecurityMessage.Spent;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.protocol.PeerAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides whether a call goes on: bans first, then lockouts, then limits. One event loop. */
public final class CallGate {
    private static final CallVerdict ADMITTED =
            new CallVerdict(Optional.empty(), Optional.empty(), 0);

    private static final Set<String> UNLIMITED = Set.of("login", "device", "password", "join-code");

    private final SecurityConfig config;
    private final LockoutGate lockouts;
    private final CaffeineRefusals refusals = new CaffeineRefusals();
    private final List<CidrBlock> exempt;
    private final UntoldCounts untold;
    private final CaffeineRateLimits limits;
    private BanList bans = new BanList(List.of());

    /**
     * @param untold takes what the other nodes should hear of
     * @throws IllegalArgumentException if {@code exemptRanges} names something else than CIDR
     *     blocks
     */
    CallGate(SecurityConfig config, LockoutGate lockouts, UntoldCounts untold) {
        this.config = config;
        this.lockouts = lockouts;
        this.untold = untold;
        this.limits = new CaffeineRateLimits(config, untold);
        this.exempt = exemptRanges(config);
    }

    /**
     * @throws IllegalArgumentException if {@code exemptRanges} names something else than CIDR
     *     blocks
     */
    public static List<CidrBlock> exemptRanges(SecurityConfig config) {
        return config.exemptRanges().stream().map(CallGate::exemptRange).toList();
    }

    private static CidrBlock exemptRange(String text) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "security.exemptRanges: " + text + " is not a CIDR block such as 192.0.2.0/24",
                    e);
        }
    }

    /**
     * Takes the bans that hold from now on.
     *
     * @return those that could not be read
     */
    public List<Ban> onBans(List<Ban> inForce) {
        bans = new BanList(inForce);
        return bans.unreadable();
    }

    /**
     * @throws IllegalArgumentException if the host is no IP literal or the action is unknown
     */
    public CallVerdict onCall(AdmitCall call, long nowMs) {
        PeerAddress address = CidrBlock.addressOf(call.host());
        Optional<Ban> ban = banOf(call, address, nowMs);
        if (ban.isPresent()) {
            return refuse(ban.get());
        }
        Optional<CallVerdict> lockedOut = lockouts.onCall(call, address, nowMs);
        return lockedOut.orElseGet(() -> withinLimit(call, address, nowMs));
    }

    /** An operator who banned his own network must be able to take that back. */
    private Optional<Ban> banOf(AdmitCall call, PeerAddress address, long nowMs) {
        return call.action().equals(CallLimit.OPERATOR)
                ? Optional.empty()
                : bans.ofAddress(address, nowMs)
                        .or(() -> call.playerId().flatMap(id -> bans.ofPlayer(id, nowMs)))
                        .or(() -> call.deviceHash().flatMap(hash -> bans.ofDevice(hash, nowMs)));
    }

    private CallVerdict withinLimit(AdmitCall call, PeerAddress address, long nowMs) {
        Optional<CallLimit> named = limitOf(call);
        if (named.isEmpty() || exempt.stream().anyMatch(block -> block.contains(address))) {
            return ADMITTED;
        }
        CallLimit limit = named.get();
        int waitSeconds =
                limit.isPerAddress()
                        ? limits.takeOfAddress(limit, address, nowMs)
                        : limits.takeOfPlayer(limit, call.playerId().orElseThrow(), nowMs);
        if (waitSeconds == 0) {
            return ADMITTED;
        }
        String source =
                limit.isPerAddress()
                        ? LockoutGate.sourceOf(address)
                        : call.playerId().orElseThrow();
        refusals.onRefused(limit.key(), source, nowMs);
        return refuse(limit, waitSeconds);
    }

    /** Empty for what is only asked to see whether the caller is banned or locked out. */
    private static Optional<CallLimit> limitOf(AdmitCall call) {
        if (UNLIMITED.contains(call.action())) {
            return Optional.empty();
        }
        return Optional.of(
                CallLimit.of(call.action(), call.playerId().isPresent())
                        .orElseThrow(
                                () -> new IllegalArgumentException("no action " + call.action())));
    }

    /** Who hit a limit lately, the most refused first. */
    List<LimitedSource> limited(int most, long nowMs) {
        return refusals.most(most, nowMs);
    }

    /** What callers did here that the other nodes have not heard of. */
    List<Spent> toTell(int most) {
        return untold.take(most);
    }

    /** Another node tells. What it names is not known here if that node is newer. */
    void onSpentElsewhere(Spent spent, long nowMs) {
        CallLimit.ofKey(spent.limit())
                .ifPresentOrElse(
                        limit -> limits.takeElsewhere(limit, spent.source(), spent.count(), nowMs),
                        () -> lockouts.onFailedElsewhere(spent, nowMs));
    }

    private CallVerdict refuse(CallLimit limit, int waitSeconds) {
        Rejection rejection = new Rejection(ProblemCode.RATE_LIMITED, limit.explain(config));
        String figure = limit.key() + "=" + limit.perMinute(config);
        return new CallVerdict(Optional.of(rejection), Optional.of(figure), waitSeconds);
    }

    private static CallVerdict refuse(Ban ban) {
        String until = ban.untilMs() == 0 ? "" : " Until " + Instant.ofEpochMilli(ban.untilMs());
        Rejection rejection = new Rejection(ProblemCode.BANNED, ban.reason() + until);
        return new CallVerdict(Optional.of(rejection), Optional.empty(), 0);
    }
}
