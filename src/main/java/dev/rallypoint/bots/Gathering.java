package dev.rallypoint.bots;

import dev.rallypoint.contract.Api;
import java.util.List;

/** How the players of a run come into their lobbies and out of them again. Blocks. */
interface Gathering {
    /**
     * Until all lobbies can be raced in.
     *
     * @return by number
     * @throws BotRun.FailedException if a call is refused
     */
    List<Api.Lobby> meet();

    /** At the end, when all figures are final. */
    void leave(List<Api.Lobby> lobbies);
}
