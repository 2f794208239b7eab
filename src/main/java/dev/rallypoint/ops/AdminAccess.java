package dev.rallypoint.ops;

import dev.rallypoint.runtime.OperatorRole;
import java.util.regex.Pattern;

/** Which role a call under {@code /admin} needs, by method and path alone. */
final class AdminAccess {
    /** Where players are dealt with: bans, kicks, the closing of a lobby. */
    private static final Pattern MODERATION =
            Pattern.compile("/admin/v1/(bans|players|lobbies)(/.*)?");

    private AdminAccess() {}

    /**
     * @param path without percent-escapes and dots, as the router sees it
     */
    static OperatorRole needed(String method, String path) {
        if (method.equals("GET") || method.equals("HEAD")) {
            return OperatorRole.VIEWER;
        }
        return MODERATION.matcher(path).matches() ? OperatorRole.MODERATOR : OperatorRole.ADMIN;
    }
}
