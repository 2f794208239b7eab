package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.LiveApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins in a cluster of two, of which the first keeps the database. */
class LoginFailoverIT {
    private static final String OPERATOR = "operator-token-of-this-test";

    @TempDir Path directory;

    private static LiveApi.Answer refresh(LiveApi api, String token) {
        return api.call("POST", "/v1/auth/refresh", "", "{\"refreshToken\":\"" + token + "\"}");
    }

    private static String text(LiveApi.Answer answer, String field) {
        assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
        return answer.body().get(field).asText();
    }

    @Test
    void aLoginGoesOnOnTheOtherNodeAndARevocationHoldsThere() throws Exception {
        try (ClusterProcesses cluster =
                ClusterProcesses.onLoopback(directory, "logins", 2)
                        .with("ops.token=" + OPERATOR)
                        .startFirst(2)) {
            LiveApi first = new LiveApi(cluster.node(0));
            LiveApi second = new LiveApi(cluster.node(1));
            String ada = first.guest("Ada").get("refreshToken").asText();
            LiveApi.Answer bo = refresh(second, first.guest("Bo").get("refreshToken").asText());
            String boAccess = text(bo, "accessToken");
            assertThat(first.call("GET", "/v1/me", boAccess, "").status()).isEqualTo(200);

            revoke(cluster, text(bo, "playerId"));
            await().atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> second.call("GET", "/v1/me", boAccess, "").status() == 401);
            refresh(second, text(bo, "refreshToken")).assertProblem(401, "invalid_refresh_token");

            cluster.kill(0);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> refresh(second, ada).status() == 200);
            String renewed = text(refresh(second, ada), "accessToken");
            assertThat(second.call("GET", "/v1/lobbies", renewed, "").status()).isEqualTo(200);
        }
    }

    private static void revoke(ClusterProcesses cluster, String playerId) throws Exception {
        URI tokens = cluster.operatorUrl(0).resolve("admin/v1/players/" + playerId + "/tokens");
        HttpRequest request =
                HttpRequest.newBuilder(tokens)
                        .DELETE()
                        .header("Authorization", "Bearer " + OPERATOR)
                        .build();
        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
                .isEqualTo(204);
    }
}
