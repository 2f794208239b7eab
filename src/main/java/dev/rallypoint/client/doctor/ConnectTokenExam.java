package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** A connect token that a game was given: is it one, and is it still good? */
final class ConnectTokenExam implements Exam {
    private static final int TOKEN_BYTES = 2_048;
    private static final int EXPIRES_AT = 29;
    private static final String VERSION = "NETCODE 1.0";

    private final Visit visit;

    ConnectTokenExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "connect-token";
    }

    @Override
    public List<String> needs() {
        return List.of("http");
    }

    @Override
    public boolean applies() {
        return visit.settings.connectToken().isPresent();
    }

    @Override
    public List<Finding> examine() {
        byte[] token = decoded(visit.settings.connectToken().orElseThrow());
        boolean isToken =
                token.length == TOKEN_BYTES
                        && new String(token, 0, VERSION.length(), StandardCharsets.US_ASCII)
                                .equals(VERSION);
        if (!isToken) {
            return List.of(
                    Finding.failed(
                            name(),
                            "This is no connect token: it must be 2048 bytes that begin with"
                                    + " \"NETCODE 1.0\", in base64.",
                            "Copy connectToken of POST /v1/lobbies/{id}/connections as a whole."));
        }
        long expires = ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN).getLong(EXPIRES_AT);
        return List.of(judge(Instant.ofEpochSecond(expires)));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private Finding judge(Instant expires) {
        Instant serverNow =
                Instant.ofEpochMilli(
                        visit.settings.clockMs().getAsLong() + visit.clockBehindMs.orElse(0L));
        Json details =
                Json.object()
                        .with("expiresAt", expires.toString())
                        .with("serverTime", serverNow.toString());
        Duration left = Duration.between(serverNow, expires);
        return left.isNegative() || left.isZero()
                ? Finding.failed(
                        name(),
                        "The connect token expired "
                                + left.abs().toSeconds()
                                + " s ago by the server's clock: relays drop it unread.",
                        "A token is good for relay.tokenLifetimeSeconds after it was given out. Ask"
                                + " for one right before connecting, and for a fresh one for each"
                                + " attempt.",
                        details)
                : Finding.ok(
                        name(),
                        "The connect token is good for another " + left.toSeconds() + " s.",
                        details);
    }
}
