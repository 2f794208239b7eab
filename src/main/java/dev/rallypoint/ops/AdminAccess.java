package dev.rallypoint.ops;

import dev.rallypoint.runtime.OperatorRole;
import java.util.regex.Pattern;

/** Which role a call under {@code /admin} needs, by method and path alone. */
final class AdminAccess {
    /** Where players are dealt with: bans, kicks, the closing of a lobby, results. */
    private static final Pattern MODERATION =
            Pattern.compile("/admin/v1/(bans|players|lobbies|matches)(/.*)?");

    /** All that is stored about somebody is not for everybody's eyes. */
    private static final Pattern EXPORT = Pattern.compile("/admin/v1/players/[^/]*/export/*");

    private static final Pattern PLAYER = Pattern.compile("/admin/v1/players/[^/]*/*");

    private AdminAccess() {}

    /**
     * @param path without percent-escapes and dots, as the router sees it
     */
    static OperatorRole needed(String method, String path) {
        if (method.equals("GET") || method.equals("HEAD")) {
            return EXPORT.matcher(path).matches() ? OperatorRole.MODERATOR : OperatorRole.VIEWER;
        }
        if (method.equals("DELETE") && PLAYER.matcher(path).matches()) {
            // There is no way back.
            return OperatorRole.ADMIN;
        }
        return MODERATION.matcher(path).matches() ? OperatorRole.MODERATOR : OperatorRole.ADMIN;
    }
}
