package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.AuditLine;
import dev.rallypoint.contract.LoginMessage.AuditLines;
import dev.rallypoint.contract.LoginMessage.ReadAudit;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /admin/v1/audit}. */
final class AuditRoutes implements MountedRoutes {
    private record Line(String at, String actor, String action, String subject, String detail) {
        static Line of(AuditLine line) {
            AuditEntry entry = line.entry();
            return new Line(
                    Instant.ofEpochMilli(entry.atMs()).toString(),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.detail());
        }
    }

    private record Page(List<Line> lines, Optional<String> nextCursor) {}

    private final VertxBus bus;

    AuditRoutes(VertxBus bus) {
        this.bus = bus;
    }

    @Override
    public void mountOn(Router router) {
        router.get("/admin/v1/audit").handler(this::read);
    }

    private void read(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        int limit = call.limit();
        // One more than asked for tells whether there are any.
        ReadAudit question =
                new ReadAudit(
                        limit + 1,
                        call.query("cursor").map(AuditRoutes::lineId).orElse(Long.MAX_VALUE),
                        call.query("actor"),
                        call.query("action"),
                        call.query("subject"));
        call.answer(
                200,
                bus.request(BusContract.READ_AUDIT, question).map(lines -> page(lines, limit)));
    }

    private static long lineId(String cursor) {
        if (!cursor.matches("[0-9]{1,18}")) {
            throw new RejectedException(ProblemCode.INVALID_CURSOR);
        }
        return Long.parseLong(cursor);
    }

    private static Page page(AuditLines found, int limit) {
        List<AuditLine> lines = found.lines().stream().limit(limit).toList();
        Optional<String> next =
                found.lines().size() > limit
                        ? Optional.of(String.valueOf(lines.get(limit - 1).lineId()))
                        : Optional.empty();
        return new Page(lines.stream().map(Line::of).toList(), next);
    }
}
