package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ConfigKey;
import dev.rallypoint.contract.FilterConfig;
import dev.rallypoint.contract.FilterMessage.ChangeFilter;
import dev.rallypoint.contract.FilterMessage.FilterReply;
import dev.rallypoint.contract.FilterMessage.GetFilter;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packet filter of the whole cluster: {@code /admin/v1/filter}. */
final class FilterRoutes implements MountedRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(FilterRoutes.class);
    private static final String FILTER = "/admin/v1/filter";
    private static final String GROUP = "filter";

    private final VertxBus bus;
    private final VertxAuditTrail trail;

    FilterRoutes(VertxBus bus, VertxAuditTrail trail) {
        this.bus = bus;
        this.trail = trail;
    }

    @Override
    public void mountOn(Router router) {
        router.get(FILTER).handler(this::show);
        router.put(FILTER).handler(this::change);
        router.delete(FILTER).handler(this::reset);
    }

    private void show(RoutingContext call) {
        bus.request(BusContract.GET_FILTER, new GetFilter())
                .onSuccess(filter -> call.json(toJson(filter)))
                .onFailure(call::fail);
    }

    private void change(RoutingContext call) {
        Map<String, String> values = new HashMap<>();
        List<String> reset = new ArrayList<>();
        for (Map.Entry<String, Object> entry : body(call)) {
            if (entry.getValue() == null) {
                reset.add(entry.getKey());
            } else {
                values.put(entry.getKey(), text(entry.getKey(), entry.getValue()));
            }
        }
        change(call, new ChangeFilter(values, reset, actor(call)));
    }

    private static JsonObject body(RoutingContext call) {
        try {
            JsonObject body = call.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (DecodeException | ClassCastException notAnObject) {
            LOG.trace("a body that is no object", notAnObject);
        }
        throw new RejectedException(
                ProblemCode.INVALID_BODY, "a JSON object with keys of filter: is expected");
    }

    /** As it would stand in a file. */
    private static String text(String key, Object value) {
        if (value instanceof JsonObject) {
            throw new RejectedException(
                    ProblemCode.INVALID_BODY, "filter." + key + " is a value or a list of values");
        }
        return value instanceof JsonArray list ? list.encode() : value.toString();
    }

    private void reset(RoutingContext call) {
        List<String> all =
                ConfigKey.all().stream()
                        .filter(key -> key.group().equals(GROUP))
                        .map(key -> key.component().getName())
                        .toList();
        change(call, new ChangeFilter(Map.of(), all, actor(call)));
    }

    private void change(RoutingContext call, ChangeFilter wish) {
        bus.request(BusContract.CHANGE_FILTER, wish)
                .compose(filter -> audit(call, wish).map(filter))
                .onSuccess(filter -> call.json(toJson(filter)))
                .onFailure(call::fail);
    }

    private static String actor(RoutingContext call) {
        return new VertxOperatorCall(call).operator().name();
    }

    /** Which keys, and numbers with them; lists may be long. */
    private Future<Void> audit(RoutingContext call, ChangeFilter wish) {
        return trail.note(
                new VertxOperatorCall(call),
                "filter.change",
                GROUP,
                String.format("changed=%s reset=%s", shortened(wish.values()), wish.reset()));
    }

    private static Map<String, String> shortened(Map<String, String> values) {
        Map<String, String> shown = new HashMap<>(values);
        shown.replaceAll(
                (key, text) ->
                        text.length() <= 100
                                ? text
                                : text.substring(0, 100) + "… " + text.length());
        return shown;
    }

    private static JsonObject toJson(FilterReply filter) {
        JsonObject changes =
                new JsonObject()
                        .put("keys", new JsonArray(filter.changed()))
                        .put("by", filter.changedBy());
        if (filter.changedAtMs() > 0) {
            changes.put("at", Instant.ofEpochMilli(filter.changedAtMs()).toString());
        }
        return new JsonObject()
                .put("settings", settings(filter.settings()))
                .put("changes", changes)
                .put(
                        "firewall",
                        new JsonObject()
                                .put("allowBlocks", filter.allowBlocks())
                                .put("denyBlocks", filter.denyBlocks()))
                .put(
                        "attack",
                        new JsonObject()
                                .put("underAttack", filter.attack().underAttack())
                                .put("why", filter.attack().why())
                                .put(
                                        "since",
                                        Instant.ofEpochMilli(filter.attack().sinceMs())
                                                .toString()));
    }

    private static JsonObject settings(FilterConfig settings) {
        return JsonObject.mapFrom(settings);
    }
}
