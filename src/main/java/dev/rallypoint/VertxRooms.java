package dev.rallypoint;

import dev.rallypoint.runtime.ConfigException;
import io.netty.channel.unix.Errors;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The running rooms of a node by name, which is also their group in the configuration. */
final class VertxRooms {
    private final Vertx vertx;
    private final Map<String, String> deployments = new HashMap<>();

    VertxRooms(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Starts a room and waits for it.
     *
     * @throws ConfigException if its port cannot be bound
     */
    void open(String room, Deployable verticle) {
        open(room, List.of(verticle));
    }

    /**
     * Starts a room of several verticles: all or none. While there are free event loops no two get
     * the same one, for Vert.x hands them out in turn.
     *
     * @throws ConfigException if a port cannot be bound
     */
    void open(String room, List<? extends Deployable> verticles) {
        Iterator<? extends Deployable> next = verticles.iterator();
        DeploymentOptions options = new DeploymentOptions().setInstances(verticles.size());
        try {
            deployments.put(
                    room, VertxGround.await(vertx.deployVerticle(() -> next.next(), options)));
        } catch (Exception failure) {
            // Also what is checked: awaiting a future throws its failure as it is.
            if (isBindFailure(failure)) {
                throw portTaken(room, failure);
            }
            throw failure;
        }
    }

    private static boolean isBindFailure(Throwable failure) {
        return failure instanceof BindException
                || failure instanceof UnknownHostException
                // What Netty's native transport throws instead of a BindException.
                || failure instanceof Errors.NativeIoException
                        && String.valueOf(failure.getMessage()).startsWith("bind")
                || failure.getCause() != null && isBindFailure(failure.getCause());
    }

    private static ConfigException portTaken(String room, Exception failure) {
        boolean isRedirect = room.equals("redirect");
        String host = isRedirect ? "http.host" : room + ".host";
        String port = isRedirect ? "tls.redirectPort" : room + ".port";
        return new ConfigException(
                String.format(
                        "%s and %s cannot be bound: %s. Is another node running? Choose"
                                + " another port with --set %s=0 (any free one); the host"
                                + " must be an address of this machine",
                        host, port, failure.getMessage(), port),
                failure);
    }

    /**
     * Stops rooms one after the other; those that do not run are passed over.
     *
     * @return whether each stopped cleanly and in time
     */
    boolean close(List<String> order) {
        boolean clean = true;
        for (String room : order) {
            String deployment = deployments.remove(room);
            clean &= deployment == null || VertxGround.stopped(room, vertx.undeploy(deployment));
        }
        return clean;
    }
}
