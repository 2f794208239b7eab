package dev.rallypoint.edge;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.TrustedProxies;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The one place that says whose call it is: for limits, bans, logs and the choice of a relay. */
public final class VertxClients {
    private static final String KEY = "rallypoint.client";
    private static final List<String> FORWARDING_HEADERS =
            List.of("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP");

    private final TrustedProxies proxies;

    VertxClients(HttpConfig config) {
        this.proxies = new TrustedProxies(config);
    }

    /** Found out once a call. */
    public Client of(RoutingContext ctx) {
        Client known = ctx.get(KEY);
        if (known != null) {
            return known;
        }
        Client found = of(ctx.request());
        ctx.put(KEY, found);
        return found;
    }

    private Client of(HttpServerRequest request) {
        PeerAddress peer = CidrBlock.addressOf(request.remoteAddress().hostAddress());
        List<String> named = request.headers().getAll(proxies.header());
        List<String> proto = request.headers().getAll("X-Forwarded-Proto");
        PeerAddress client = proxies.clientOf(peer, named);
        boolean isForwarded = FORWARDING_HEADERS.stream().anyMatch(request.headers()::contains);
        return new Client(
                client,
                !client.equals(peer) || !isForwarded && !proxies.contains(peer),
                request.isSSL() || proxies.isSecure(peer, proto, named));
    }
}
