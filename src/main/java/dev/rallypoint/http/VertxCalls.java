package dev.rallypoint.http;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.edge.VertxBrowserRules;
import dev.rallypoint.edge.VertxClients;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.runtime.MicrometerMetrics;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.JsonSchema;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first to see a call: finds its operation, sets the headers every answer has, and measures and
 * logs the answer. Logs the path as openapi.yaml has it: the real one may hold a join code, its
 * query a token, and both what an attacker likes to see in a log.
 */
final class VertxCalls {
    private static final Logger LOG = LoggerFactory.getLogger(VertxCalls.class);

    /** The calls that never end, and whose token may come in the query. */
    static final Set<String> EVENT_STREAMS = Set.of("streamLobbyEvents", "streamTicketEvents");

    private static final String OPERATION = "rallypoint.operation";
    private static final String OTHER = "other";
    private static final String JSON = "application/json";
    private static final Pattern SLASHES_AT_THE_END = Pattern.compile("/+$");
    private static final Pattern SOUND_ESCAPES = Pattern.compile("([^%]|%[0-9a-fA-F]{2})*+");
    private static final Rejection BAD_ESCAPE =
            new Rejection(
                    ProblemCode.INVALID_PARAMETER,
                    "The path or a parameter is not percent-encoded correctly.");

    private final OpenAPIContract contract;
    private final VertxProblems problems;
    private final MicrometerMetrics metrics;
    private final VertxClients clients;
    private final VertxBrowserRules browserRules;
    private final VertxClosing closing;

    VertxCalls(
            OpenAPIContract contract,
            VertxProblems problems,
            MicrometerMetrics metrics,
            VertxEdge edge,
            VertxClosing closing) {
        this.contract = contract;
        this.problems = problems;
        this.metrics = metrics;
        this.clients = edge.clients();
        this.browserRules = edge.browserRules();
        this.closing = closing;
    }

    /** Empty for an unknown path or method. */
    static Optional<Operation> operationOf(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(OPERATION));
    }

    /** The path of its operation, {@code /v1/lobbies/{id}}; "other" for an unknown one. */
    static String pathOf(RoutingContext ctx) {
        return operationOf(ctx).map(Operation::getOpenAPIPath).orElse(OTHER);
    }

    /** Empty for a call without a body. */
    static Optional<JsonSchema> bodySchema(Operation operation) {
        return Optional.ofNullable(operation.getRequestBody())
                .map(body -> body.getContent().get(JSON))
                .map(MediaType::getSchema);
    }

    void onCall(RoutingContext ctx) {
        if (isHeadOfAPage(ctx)) {
            ctx.reroute(HttpMethod.GET, ctx.request().uri());
            return;
        }
        browserRules.addTo(ctx.response(), clients.of(ctx).isSecure());
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        closing.onCall(ctx.response());
        long startNanos = System.nanoTime();
        ctx.addHeadersEndHandler(done -> onAnswer(ctx, System.nanoTime() - startNanos));
        try {
            find(ctx, ctx.request().method()).ifPresent(found -> ctx.put(OPERATION, found));
            // Decoded now: whoever reads the query later would fail at a wrong escape.
            ctx.request().params();
        } catch (IllegalArgumentException badEscape) {
            // Answered here: the router, too, cannot find its way with such a call.
            problems.send(ctx, Problems.of(BAD_ESCAPE));
            return;
        }
        ctx.next();
    }

    /**
     * The router takes a path with slashes at its end for the path without them, so this does, too:
     * whoever judges a call by its operation must judge the one that will run.
     */
    private Optional<Operation> find(RoutingContext ctx, HttpMethod method) {
        String path = SLASHES_AT_THE_END.matcher(ctx.normalizedPath()).replaceFirst("");
        return Optional.ofNullable(contract.findOperation(path.isEmpty() ? "/" : path, method));
    }

    /** HEAD is GET without the body (RFC 9110 §9.3.2), which a stream of events never ends. */
    private boolean isHeadOfAPage(RoutingContext ctx) {
        return ctx.request().method() == HttpMethod.HEAD
                && SOUND_ESCAPES.matcher(ctx.request().path()).matches()
                && find(ctx, HttpMethod.GET)
                        .filter(get -> !EVENT_STREAMS.contains(get.getOperationId()))
                        .isPresent();
    }

    /** An event stream counts when it begins, not when it ends. */
    private void onAnswer(RoutingContext ctx, long nanos) {
        Optional<Operation> operation = operationOf(ctx);
        int status = ctx.response().getStatusCode();
        metrics.record(
                Metric.HTTP_REQUESTS,
                nanos,
                pathOf(ctx),
                operation.map(Operation::getHttpMethod).map(HttpMethod::name).orElse(OTHER),
                Integer.toString(status));
        LOG.debug(
                "method={} path={} status={} micros={} host={}",
                ctx.request().method(),
                pathOf(ctx),
                status,
                nanos / 1_000,
                clients.of(ctx).host());
    }

    /** Refuses a body that does not say it is JSON, before it is read. */
    static void requireJson(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        boolean hasBody = hasBody(request);
        if (hasBody && !isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            ctx.fail(415);
            return;
        }
        if (hasBody) {
            // The validator compares letter by letter; media types have no case (RFC 9110 §8.3.1).
            request.headers().set(HttpHeaders.CONTENT_TYPE, JSON);
        }
        ctx.next();
    }

    /** As the request says (RFC 9112 §6). */
    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || length != null && !length.equals("0");
    }

    private static boolean isJson(String contentType) {
        return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase(JSON);
    }
}
