package dev.rallypoint.lobby;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import java.util.Optional;

/**
 * An event within its lobby's document, which is sent whole with every change: one letter a name,
 * and nothing that the document says anyway. The long names are those of older documents.
 */
record KeptEvent(
        @JsonAlias("id") long i,
        @JsonAlias("version") long v,
        @JsonAlias("atMs") long t,
        @JsonAlias("type") String e,
        @JsonAlias("playerId") Optional<String> p,
        @JsonAlias("displayName") Optional<String> n,
        @JsonAlias("slot") Optional<Integer> s,
        @JsonAlias("ready") Optional<Boolean> r,
        @JsonAlias("text") Optional<String> x,
        @JsonAlias("reason") Optional<String> y) {
    static KeptEvent of(LobbyEvent event) {
        return new KeptEvent(
                event.id(),
                event.version(),
                event.atMs(),
                event.type(),
                event.playerId(),
                event.displayName(),
                event.slot(),
                event.ready(),
                event.text(),
                event.reason());
    }

    LobbyEvent in(String lobbyId) {
        return new LobbyEvent(lobbyId, i, v, t, e, p, n, s, r, x, y);
    }
}
