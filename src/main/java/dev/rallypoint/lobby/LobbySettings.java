package dev.rallypoint.lobby;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.Paths;
import java.util.Objects;
import java.util.Optional;

/**
 * What an owner decides about a lobby.
 *
 * @param capacity seats, 2 to 64
 * @param listed whether the server browser shows it
 * @param passwordHash a PHC string; empty = anyone may join
 * @param fallbackRegion where to race as long as no member measured a region; empty if the owner
 *     named the region, which then stays
 * @param paths of the members to each other, fixed at creation: nobody who joined a lobby that
 *     hides his address finds it shown later; empty = relay-only
 */
public record LobbySettings(
        String name,
        String gameMode,
        Optional<String> track,
        int capacity,
        boolean listed,
        Optional<String> passwordHash,
        String region,
        Optional<String> fallbackRegion,
        Optional<Paths> paths) {
    static final int MIN_CAPACITY = 2;
    static final int MAX_CAPACITY = MatchTicket.MAX_SLOTS;
    private static final String PUBLIC = "public";
    private static final String PRIVATE = "private";

    public LobbySettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(gameMode);
        Objects.requireNonNull(region);
    }

    /** Why these words and numbers cannot be settings; empty if they can. */
    static Optional<Rejection> refusal(int capacity, String visibility) {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY) {
            return invalid("capacity must be " + MIN_CAPACITY + ".." + MAX_CAPACITY);
        }
        if (!visibility.equals(PUBLIC) && !visibility.equals(PRIVATE)) {
            return invalid("visibility must be public or private");
        }
        return Optional.empty();
    }

    private static Optional<Rejection> invalid(String detail) {
        return Optional.of(new Rejection(ProblemCode.INVALID_BODY, detail));
    }

    /**
     * @param ownRegion that of this node; taken if the wish names none
     */
    static LobbySettings of(Api.CreateLobby wish, Optional<String> passwordHash, String ownRegion) {
        return new LobbySettings(
                wish.name(),
                wish.gameMode(),
                wish.track(),
                wish.capacity(),
                wish.visibility().equals(PUBLIC),
                passwordHash,
                wish.region().orElse(ownRegion),
                wish.region().isPresent() ? Optional.empty() : Optional.of(ownRegion),
                wish.paths().flatMap(Paths::ofWord).filter(Paths.PREFER_DIRECT::equals));
    }

    LobbySettings inRegion(String newRegion) {
        return new LobbySettings(
                name,
                gameMode,
                track,
                capacity,
                listed,
                passwordHash,
                newRegion,
                fallbackRegion,
                paths);
    }

    /**
     * These settings with the patch over them.
     *
     * @param newPasswordHash the hash of the patch's password; ignored if the patch has none or an
     *     empty one, which removes the password
     */
    LobbySettings with(Api.ChangeLobby patch, Optional<String> newPasswordHash) {
        return new LobbySettings(
                patch.name().orElse(name),
                patch.gameMode().orElse(gameMode),
                patch.track().or(() -> track),
                patch.capacity().orElse(capacity),
                patch.visibility().map(PUBLIC::equals).orElse(listed),
                patch.password().isEmpty()
                        ? passwordHash
                        : newPasswordHash.filter(hash -> !patch.password().get().isEmpty()),
                region,
                fallbackRegion,
                paths);
    }

    Paths pathsOrDefault() {
        return paths.orElse(Paths.RELAY_ONLY);
    }

    String visibility() {
        return listed ? PUBLIC : PRIVATE;
    }

    /** Whether a race under way would notice the difference. */
    boolean racesLike(LobbySettings other) {
        return gameMode.equals(other.gameMode)
                && track.equals(other.track)
                && capacity == other.capacity;
    }
}
