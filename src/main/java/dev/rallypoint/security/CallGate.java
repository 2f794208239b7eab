package dev.rallypoint.security;

import dev.rallypoint.contract.BusMessage.AdmitCall;
import dev.rallypoint.contract.BusMessage.Ban;
import dev.rallypoint.contract.BusMessage.Bans;
import dev.rallypoint.contract.BusMessage.CallVerdict;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.protocol.PeerAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides whether a call goes on: bans first, then limits. One event loop. */
public final class CallGate {
    private static final CallVerdict ADMITTED =
            new CallVerdict(Optional.empty(), Optional.empty(), 0);

    private final Config.Security config;
    private final List<CidrBlock> exempt;
    private final CaffeineRateLimits limits;
    private BanList bans = new BanList(List.of());

    /**
     * @throws IllegalArgumentException if {@code exemptRanges} names something else than CIDR
     *     blocks
     */
    public CallGate(Config.Security config) {
        this.config = config;
        this.limits = new CaffeineRateLimits(config);
        this.exempt = exemptRanges(config);
    }

    /**
     * @throws IllegalArgumentException if {@code exemptRanges} names something else than CIDR
     *     blocks
     */
    public static List<CidrBlock> exemptRanges(Config.Security config) {
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
    public List<Ban> onBans(Bans loaded) {
        bans = new BanList(loaded.bans());
        return bans.unreadable();
    }

    /**
     * @throws IllegalArgumentException if the host is no IP literal or the action is unknown
     */
    public CallVerdict onCall(AdmitCall call, long nowMs) {
        PeerAddress address = CidrBlock.addressOf(call.host());
        Optional<Ban> ban =
                bans.ofAddress(address, nowMs)
                        .or(() -> call.playerId().flatMap(id -> bans.ofPlayer(id, nowMs)));
        if (ban.isPresent()) {
            return refuse(ban.get());
        }
        CallLimit limit = limitOf(call);
        if (exempt.stream().anyMatch(block -> block.contains(address))) {
            return ADMITTED;
        }
        int waitSeconds =
                limit.isPerAddress()
                        ? limits.takeOfAddress(limit, address, nowMs)
                        : limits.takeOfPlayer(limit, call.playerId().orElseThrow(), nowMs);
        return waitSeconds == 0 ? ADMITTED : refuse(limit, waitSeconds);
    }

    private static CallLimit limitOf(AdmitCall call) {
        return CallLimit.of(call.action(), call.playerId().isPresent())
                .orElseThrow(() -> new IllegalArgumentException("no action " + call.action()));
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
