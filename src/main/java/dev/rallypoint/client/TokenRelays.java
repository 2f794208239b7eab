package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.ConnectToken;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;

/** The relays that a connect token names. */
final class TokenRelays {
    private TokenRelays() {}

    /**
     * The same connection with those that may be asked.
     *
     * @return empty if there are none; as it is if it cannot be read, which others say better
     */
    static Optional<Api.Connection> keep(Api.Connection given, Predicate<PeerAddress> mayBeAsked) {
        try {
            byte[] token = Base64.getDecoder().decode(given.connectToken());
            if (ConnectToken.servers(token).stream().allMatch(mayBeAsked)) {
                return Optional.of(given);
            }
            return ConnectToken.withServers(token, mayBeAsked)
                    .map(kept -> withToken(given, Base64.getEncoder().encodeToString(kept)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.of(given);
        }
    }

    private static Api.Connection withToken(Api.Connection given, String token) {
        return new Api.Connection(
                token, given.servers(), given.slot(), given.expiresAt(), given.webSocketUrl());
    }
}
