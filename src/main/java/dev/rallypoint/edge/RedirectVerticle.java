package dev.rallypoint.edge;

import dev.rallypoint.contract.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;

/** The plain HTTP port of a node that speaks https. */
public final class RedirectVerticle extends VerticleBase {
    private static final long SHUTDOWN_MS = 200;

    private final VertxEdge edge;
    private final RedirectRoutes routes;
    private HttpServer server;

    /**
     * @param apiPort where the API really is
     */
    public RedirectVerticle(TlsConfig config, VertxEdge edge, int apiPort) {
        this.edge = edge;
        this.routes = new RedirectRoutes(config, apiPort, edge.browserRules());
    }

    @Override
    public Future<?> start() {
        VertxEdge.Port port = edge.redirectPort();
        server = edge.newServer(vertx, port).requestHandler(routes.router(vertx));
        return edge.listen(server, port);
    }

    /** The bound port; known once the verticle is deployed. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server.shutdown(SHUTDOWN_MS, TimeUnit.MILLISECONDS);
    }
}
