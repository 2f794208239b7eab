package dev.rallypoint.security;

import dev.rallypoint.contract.LockoutConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.contract.SecurityMessage.LimitedSource;
import dev.rallypoint.contract.SecurityMessage.LockedOut;
import dev.rallypoint.contract.SecurityMessage.Spent;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides who failed too often to be listened to. One event loop. */
public final class LockoutGate {
    private static final String FAILED = "failed-";
    private static final CallVerdict GO_ON = new CallVerdict(Optional.empty(), Optional.empty(), 0);

    private final LockoutConfig config;
    private final CaffeineLockouts lockouts;
    private final List<CidrBlock> exempt;
    private final Consumer<LockedOut> output;
    private final UntoldCounts untold;

    /**
     * @param exempt addresses whose players are never locked out; operators are everywhere
     * @param output hears of every new lockout
     * @param untold takes what the other nodes should hear of
     */
    LockoutGate(
            LockoutConfig config,
            List<CidrBlock> exempt,
            Consumer<LockedOut> output,
            UntoldCounts untold) {
        this.config = config;
        this.lockouts = new CaffeineLockouts(config);
        this.exempt = List.copyOf(exempt);
        this.output = output;
        this.untold = untold;
    }

    /** Refuses what whoever is locked out may not do; empty if it may go on. */
    Optional<CallVerdict> onCall(AdmitCall call, PeerAddress address, long nowMs) {
        return LockoutRule.ofAction(call.action())
                .map(rule -> verdict(rule, sources(rule, address, call.playerId()), nowMs))
                .filter(verdict -> verdict.refused().isPresent());
    }

    /**
     * Counts a failure; refuses if there were too many.
     *
     * @throws IllegalArgumentException if the host is no IP literal or the kind is unknown
     */
    public CallVerdict onFailure(FailedAttempt attempt, long nowMs) {
        LockoutRule rule =
                LockoutRule.of(attempt.kind())
                        .orElseThrow(() -> new IllegalArgumentException("no " + attempt.kind()));
        PeerAddress address = CidrBlock.addressOf(attempt.host());
        List<String> sources = sources(rule, address, attempt.playerId());
        for (int i = 0; i < sources.size(); i++) {
            // The address comes first.
            untold.add(FAILED + rule.kind(), sources.get(i), 1);
            int allowed = i == 0 ? rule.ofAddress(config) : rule.ofPlayer(config);
            if (lockouts.onFailure(rule, sources.get(i), allowed, nowMs)) {
                int seconds = lockouts.lockedSeconds(rule, sources.get(i), nowMs);
                output.accept(new LockedOut(rule.kind(), sources.get(i), seconds));
            }
        }
        return verdict(rule, sources, nowMs);
    }

    /** Counts towards a lockout, which the node decides on that sees the next failure. */
    void onFailedElsewhere(Spent failed, long nowMs) {
        Optional.of(failed.limit())
                .filter(limit -> limit.startsWith(FAILED))
                .flatMap(limit -> LockoutRule.of(limit.substring(FAILED.length())))
                .ifPresent(
                        rule ->
                                lockouts.onFailedElsewhere(
                                        rule, failed.source(), failed.count(), nowMs));
    }

    /** Another node tells. What it names is not known here if that node is newer. */
    public void onLockedOut(LockedOut news, long nowMs) {
        LockoutRule.of(news.kind())
                .ifPresent(rule -> lockouts.lock(rule, news.source(), news.seconds(), nowMs));
    }

    private List<String> sources(LockoutRule rule, PeerAddress address, Optional<String> player) {
        boolean isExempt = exempt.stream().anyMatch(block -> block.contains(address));
        if (isExempt && rule != LockoutRule.OPERATOR_TOKEN) {
            return List.of();
        }
        List<String> sources = new ArrayList<>(List.of(sourceOf(address)));
        player.ifPresent(sources::add);
        return sources;
    }

    /** An IPv6 address is locked out with its /64, which one household has as a whole. */
    static String sourceOf(PeerAddress address) {
        return address.isIpv4() ? address.host() : CidrBlock.around(address, Long.SIZE).text();
    }

    private CallVerdict verdict(LockoutRule rule, List<String> sources, long nowMs) {
        int seconds =
                sources.stream()
                        .mapToInt(source -> lockouts.lockedSeconds(rule, source, nowMs))
                        .max()
                        .orElse(0);
        return seconds == 0
                ? GO_ON
                : new CallVerdict(
                        Optional.of(new Rejection(ProblemCode.LOCKED_OUT, rule.explain(seconds))),
                        Optional.of(rule.figure(config)),
                        seconds);
    }

    /** Who is locked out now. */
    List<LimitedSource> lockedOut(int limit, long nowMs) {
        return lockouts.lockedOut(limit, nowMs);
    }
}
