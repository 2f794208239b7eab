package dev.rallypoint.ops;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.edge.VertxEdge;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * The first to see a call of the operator port: tells browsers their rules, and keeps other
 * people's pages in an operator's browser away, before anything of such a call is counted or
 * answered.
 */
final class VertxBrowserGate {
    private final VertxEdge edge;
    private final OwnHosts hosts;

    VertxBrowserGate(VertxEdge edge, List<String> hostNames) {
        this.edge = edge;
        hosts = new OwnHosts(hostNames);
    }

    void onCall(RoutingContext call) {
        HttpServerRequest request = call.request();
        edge.browserRules().addTo(call.response(), edge.clients().of(call).isSecure());
        String authority = String.valueOf(request.authority());
        boolean isOne = request.headers().getAll(HttpHeaders.HOST).size() <= 1;
        if (!isOne || !hosts.contains(OwnHosts.hostOf(authority))) {
            call.fail(forbidden("This port is not called so; ops.hostNames lists its names."));
        } else if (isOfAnotherSite(request, authority)) {
            call.fail(forbidden("Pages of other sites may not call this port."));
        } else {
            call.next();
        }
    }

    private static boolean isOfAnotherSite(HttpServerRequest request, String authority) {
        return OwnHosts.isOfAnotherSite(
                header(request, "Sec-Fetch-Site"),
                header(request, "Sec-Fetch-Mode"),
                header(request, "Origin"),
                authority);
    }

    private static String header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    private static RejectedException forbidden(String detail) {
        return new RejectedException(ProblemCode.FORBIDDEN, detail);
    }
}
