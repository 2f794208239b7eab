package dev.rallypoint.ops;

import io.vertx.ext.web.Router;

/** A group of operator calls; {@link AdminRoutes} has checked who calls before they run. */
interface MountedRoutes {
    void mountOn(Router router);
}
