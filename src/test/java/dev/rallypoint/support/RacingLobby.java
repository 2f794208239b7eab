package dev.rallypoint.support;

import dev.rallypoint.client.LobbyEvents;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.contract.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A lobby of racers, one of whom follows its events and one of whom talks. */
public final class RacingLobby implements AutoCloseable {
    /** Tries to make a lobby at the wished home: with four nodes, one of 100 billion fails. */
    private static final int MOST_TRIES = 90;

    private static final int CALL_TRIES = 5;

    /** What a member is apart from his session. */
    public record Seat(String playerId, String displayName, int slot, boolean ready) {}

    private final int number;
    private final List<Racer> racers;
    private final Optional<String> region;
    private final EventBook book = new EventBook();
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Queue<String> unsaid = new ConcurrentLinkedQueue<>();
    private Optional<Api.Lobby> lobby = Optional.empty();
    private Optional<LobbyEvents> events = Optional.empty();

    RacingLobby(int number, List<Racer> racers, Optional<String> region) {
        this.region = region;
        this.number = number;
        this.racers = List.copyOf(racers);
    }

    public List<Racer> racers() {
        return racers;
    }

    public String lobbyId() {
        return lobby.orElseThrow().lobbyId();
    }

    /**
     * All log in, meet, get ready and start. Blocks.
     *
     * @param home of the relays, {@code ip:port}, which the race may begin on
     */
    void gather(Predicate<String> home) {
        for (Racer racer : racers) {
            String name = "Racer " + number + "/" + racer.seat();
            patiently(() -> racer.client().loginAsGuest(name));
        }
        String lobbyId = create(home).lobbyId();
        for (Racer racer : racers.subList(1, racers.size())) {
            patiently(() -> racer.client().joinLobby(lobbyId));
        }
        for (Racer racer : racers) {
            // Not all, so that a lost flag and a wrong one both show.
            patiently(() -> racer.client().setReady(lobbyId, racer.seat() % 3 != 1));
        }
        events = Optional.of(lastMember().events(lobbyId, book));
        patiently(() -> owner().startLobby(lobbyId));
        lobby = Optional.of(patiently(() -> owner().lobby(lobbyId)));
    }

    private Api.Lobby create(Predicate<String> home) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Api.Lobby made = patiently(() -> owner().createLobby(wish()));
            String id = made.lobbyId();
            if (home.test(patiently(() -> owner().openConnection(id)).servers().get(0))) {
                return made;
            }
            owner().leaveLobby(id).join();
        }
        throw new AssertionError("no lobby was placed where it was wanted");
    }

    /** A cluster that has just come together may ask for patience: this is not the test yet. */
    private static <T> T patiently(Supplier<CompletableFuture<T>> call) {
        for (int tries = 1; tries < CALL_TRIES; tries++) {
            try {
                return call.get().join();
            } catch (CompletionException failure) {
                boolean busy =
                        failure.getCause() instanceof RallypointException refusal
                                && refusal.status() == 503;
                if (!busy) {
                    throw failure;
                }
            }
        }
        return call.get().join();
    }

    Api.CreateLobby wish() {
        return new Api.CreateLobby(
                "Race " + number,
                "race",
                Optional.empty(),
                racers.size(),
                "public",
                Optional.empty(),
                region,
                "framed");
    }

    RallypointClient owner() {
        return racers.get(0).client();
    }

    private RallypointClient lastMember() {
        return racers.get(racers.size() - 1).client();
    }

    /** One more line of chat; what the server did not acknowledge may or may not be read. */
    CompletableFuture<Void> say(String text) {
        return owner().say(lobbyId(), text)
                .thenRun(() -> said.add(text))
                .exceptionally(
                        failure -> {
                            unsaid.add(failure.getMessage());
                            return null;
                        });
    }

    Api.Lobby atStart() {
        return lobby.orElseThrow();
    }

    /** Members as they are now, as one of them sees it. */
    List<Seat> seats() {
        return seats(lastMember().lobby(lobbyId()).join());
    }

    static List<Seat> seats(Api.Lobby of) {
        return of.members().stream()
                .map(
                        member ->
                                new Seat(
                                        member.playerId(),
                                        member.displayName(),
                                        member.slot(),
                                        member.ready()))
                .toList();
    }

    /** Acknowledged chat lines that the reader has not read exactly once. */
    List<String> lostLines() {
        List<String> read = new ArrayList<>(book.texts());
        List<String> lost = new ArrayList<>();
        for (String line : said) {
            if (read.stream().filter(line::equals).count() != 1) {
                lost.add(line);
            }
        }
        return lost;
    }

    int saidLines() {
        return said.size();
    }

    List<String> unsaidLines() {
        return List.copyOf(unsaid);
    }

    EventBook book() {
        return book;
    }

    /** The relay that most of its racers are on now; empty if none has one. */
    Optional<String> relay() {
        return racers.get(0).relay();
    }

    @Override
    public void close() {
        events.ifPresent(LobbyEvents::close);
        racers.forEach(Racer::leave);
    }
}
