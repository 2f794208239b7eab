package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.runtime.OperatorRole;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminAccessTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /admin/v1/security, VIEWER",
        "GET, /admin/v1/bans, VIEWER",
        "HEAD, /admin/v1/nodes, VIEWER",
        "POST, /admin/v1/bans, MODERATOR",
        "DELETE, /admin/v1/bans/17, MODERATOR",
        "POST, /admin/v1/players/p1/kick, MODERATOR",
        "DELETE, /admin/v1/lobbies/x, MODERATOR",
        "POST, /admin/v1/bansai, ADMIN",
        "POST, /admin/v2/bans, ADMIN",
        "POST, /admin/v1/nodes/a/drain, ADMIN",
        "PUT, /admin/v1/filter, ADMIN",
        "TRACE, /admin/v1/security, ADMIN",
    })
    void lookingIsAViewersDealingWithPlayersAModeratorsAllElseAnAdmins(
            String method, String path, OperatorRole needed) {
        assertThat(AdminAccess.needed(method, path)).isEqualTo(needed);
    }

    @ParameterizedTest
    @CsvSource({
        "VIEWER, true, false, false",
        "MODERATOR, true, true, false",
        "ADMIN, true, true, true",
    })
    void aRoleMayDoWhatTheRolesBeforeItMay(
            OperatorRole role, boolean looks, boolean moderates, boolean administers) {
        assertThat(role.covers(OperatorRole.VIEWER)).isEqualTo(looks);
        assertThat(role.covers(OperatorRole.MODERATOR)).isEqualTo(moderates);
        assertThat(role.covers(OperatorRole.ADMIN)).isEqualTo(administers);
    }
}
