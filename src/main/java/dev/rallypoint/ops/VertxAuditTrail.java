package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes what operators did: in the trail, which survives, and in the log. */
final class VertxAuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(VertxAuditTrail.class);

    private final VertxBus bus;
    private final EpochClock clock;

    VertxAuditTrail(VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /**
     * Completes when the line is sure to be written; never fails, for what it tells of is done.
     *
     * @param detail more {@code key=value}; may be empty
     */
    Future<Void> note(VertxOperatorCall call, String action, String subject, String detail) {
        return noteFirst(call, action, subject, detail).otherwiseEmpty();
    }

    /**
     * The same of what is to be done, and must not be done without a trace: fails with what to
     * answer.
     */
    Future<Void> noteFirst(VertxOperatorCall call, String action, String subject, String detail) {
        String actor = call.operator().name();
        String from = ("host=" + call.host() + " " + detail).strip();
        LOG.info("{} subject={} actor={} {}", action, subject, actor, from);
        return bus.request(
                        BusContract.AUDIT_LATER,
                        new AuditEntry(clock.nowMs(), actor, action, subject, from))
                .onFailure(
                        failure ->
                                LOG.error(
                                        "not in the audit trail: {} {}", action, subject, failure))
                .mapEmpty();
    }
}
