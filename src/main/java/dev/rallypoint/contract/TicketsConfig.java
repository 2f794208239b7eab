package dev.rallypoint.contract;

import java.util.List;

/** Who waits for a match; how they are matched, the group matchmaking says. */
public record TicketsConfig(
        @Setting(
                        value = "600",
                        min = 10,
                        max = 86_400,
                        unit = "s",
                        why =
                                "A ticket that nobody was found for expires after this, counted from"
                                        + " when its party was complete.")
                int lifeSeconds,
        @Setting(
                        value = "60",
                        min = 5,
                        max = 3_600,
                        unit = "s",
                        why = "How long invited party members have to confirm.")
                int confirmSeconds,
        @Setting(
                        value = "60",
                        min = 0,
                        max = 3_600,
                        unit = "s",
                        why =
                                "A waiting ticket of which no player was heard for so long (an open"
                                        + " event stream, or a look at the ticket) ends, so that nobody is"
                                        + " matched with who has gone; at least 5. 0 = it waits on.")
                int silenceSeconds,
        @Setting(
                        value = "1",
                        min = 1,
                        max = 64,
                        unit = "pools",
                        why =
                                "Pools a game mode is split into, by the region that is nearest to"
                                        + " the player: for modes with more than 100000 waiting"
                                        + " tickets, since players of different pools never meet. The"
                                        + " same on every node.")
                int shards,
        @Setting(
                        value = "200000",
                        min = 100,
                        max = 2_000_000,
                        unit = "tickets",
                        why =
                                "Tickets that may wait in the whole cluster; each is about 1 KB in"
                                        + " the memory of every node.")
                int capacity,
        @Setting(
                        value = "[]",
                        why =
                                "Game modes whose matched players get ready in the lobby, where the"
                                        + " owner starts; all other races start at once.")
                List<String> readyUpModes) {
    public TicketsConfig {
        readyUpModes = List.copyOf(readyUpModes);
    }

    /** Whose players may be silent. */
    public TicketsConfig(
            int lifeSeconds,
            int confirmSeconds,
            int shards,
            int capacity,
            List<String> readyUpModes) {
        this(lifeSeconds, confirmSeconds, 0, shards, capacity, readyUpModes);
    }
}
