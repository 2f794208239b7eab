package dev.rallypoint.bots;

import dev.rallypoint.contract.Api;
import java.util.List;

/** The gathering of players whom matching seated already; they say how the race ended. */
final class Matched implements Gathering {
    private final Race race;
    private final Meeting meeting;
    private final List<Api.Lobby> lobbies;
    private final Runnable afterRace;

    /**
     * @param lobbies by number
     * @param afterRace while everybody still sits there
     */
    Matched(Race race, Screen screen, List<Api.Lobby> lobbies, Runnable afterRace) {
        this.race = race;
        this.meeting = new Meeting(race, screen);
        this.lobbies = List.copyOf(lobbies);
        this.afterRace = afterRace;
    }

    @Override
    public List<Api.Lobby> meet() {
        race.bots().forEach(bot -> bot.login("").join());
        return lobbies;
    }

    @Override
    public void leave(List<Api.Lobby> raced) {
        afterRace.run();
        meeting.leave(raced);
    }
}
