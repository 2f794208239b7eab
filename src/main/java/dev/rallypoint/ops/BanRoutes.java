package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.SecurityMessage.Bans;
import dev.rallypoint.contract.SecurityMessage.GetBans;
import dev.rallypoint.contract.SecurityMessage.RemoveBan;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.runtime.Sha256;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code /admin/v1/bans}. The security room decides, and notes it in the audit trail. */
final class BanRoutes implements MountedRoutes {
    private static final String BANS = "/admin/v1/bans";
    private static final int MAX_TEXT = 256;
    private static final String REASON = "reason";
    private static final String UNTIL = "until";
    private static final String DEVICE_ID = "deviceId";
    private static final String VOID_SINCE = "voidMatchesSince";

    /** What is banned, by the field that names it. */
    private static final Map<String, String> SUBJECTS =
            new TreeMap<>(
                    Map.of(
                            "playerId",
                            Ban.PLAYER,
                            DEVICE_ID,
                            Ban.DEVICE,
                            "deviceHash",
                            Ban.DEVICE,
                            "cidr",
                            Ban.CIDR));

    private static final Set<String> FIELDS = fields();

    private record AdminBans(List<AdminBan> bans) {
        static AdminBans of(Bans bans) {
            return new AdminBans(bans.bans().stream().map(AdminBan::of).toList());
        }
    }

    private final VertxBus bus;
    private final VertxCheatedMatches cheated;

    BanRoutes(VertxBus bus, VertxCheatedMatches cheated) {
        this.bus = bus;
        this.cheated = cheated;
    }

    private static Set<String> fields() {
        Set<String> fields = new TreeSet<>(SUBJECTS.keySet());
        fields.addAll(List.of(REASON, UNTIL, VOID_SINCE));
        return fields;
    }

    @Override
    public void mountOn(Router router) {
        router.get(BANS).handler(this::list);
        router.post(BANS).handler(this::add);
        router.delete(BANS + "/:banId").handler(this::remove);
    }

    private void list(RoutingContext ctx) {
        new VertxOperatorCall(ctx)
                .answer(200, bus.request(BusContract.GET_BANS, new GetBans()).map(AdminBans::of));
    }

    private void add(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        VertxFields body = call.body(FIELDS);
        List<String> named =
                SUBJECTS.keySet().stream()
                        .filter(field -> body.text(field, MAX_TEXT).isPresent())
                        .toList();
        if (named.size() != 1) {
            throw VertxFields.invalid(
                    "exactly one of " + String.join(", ", SUBJECTS.keySet()) + " is needed");
        }
        String field = named.get(0);
        String value = body.requiredText(field, MAX_TEXT);
        AddBan wish =
                new AddBan(
                        SUBJECTS.get(field),
                        field.equals(DEVICE_ID) ? Sha256.hex(value) : value,
                        body.requiredText(REASON, MAX_TEXT),
                        body.text(UNTIL, MAX_TEXT).map(text -> instantMs(UNTIL, text)).orElse(0L),
                        call.operator().name());
        Optional<Long> voidSinceMs = voidSinceMs(body, wish);
        Future<AdminBan> banned =
                bus.request(BusContract.ADD_BAN, wish).map(reply -> AdminBan.of(reply.ban()));
        call.answer(
                201,
                voidSinceMs
                        .map(
                                sinceMs ->
                                        banned.compose(
                                                ban -> voidMatches(call, wish, sinceMs, ban)))
                        .orElse(banned));
    }

    private static Optional<Long> voidSinceMs(VertxFields body, AddBan wish) {
        Optional<Long> sinceMs =
                body.text(VOID_SINCE, MAX_TEXT).map(text -> instantMs(VOID_SINCE, text));
        if (sinceMs.isPresent() && !wish.subject().equals(Ban.PLAYER)) {
            throw VertxFields.invalid(VOID_SINCE + " needs a playerId");
        }
        return sinceMs;
    }

    /** The ban stands by then: if this fails, the whole call may be made again. */
    private Future<AdminBan> voidMatches(
            VertxOperatorCall call, AddBan wish, long sinceMs, AdminBan ban) {
        return cheated.voidSince(call, wish.value(), sinceMs, wish.reason()).map(ban::withVoided);
    }

    private static long instantMs(String field, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException notATime) {
            throw VertxFields.invalid(field + " must be a time such as 2026-12-31T18:00:00Z");
        }
    }

    private void remove(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        RemoveBan wish = new RemoveBan(banId(call), call.operator().name());
        call.answer(200, bus.request(BusContract.REMOVE_BAN, wish).map(AdminBans::of));
    }

    private static long banId(VertxOperatorCall call) {
        return Optional.of(call.path("banId"))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElseThrow(() -> new RejectedException(ProblemCode.BAN_NOT_FOUND));
    }
}
