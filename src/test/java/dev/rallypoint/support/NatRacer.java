package dev.rallypoint.support;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A player behind a router of a {@link NatLab}, through the SDK, as a process of its own. It reads
 * commands ({@code login URL}, {@code create PATHS}, {@code join LOBBY}, {@code race}, {@code
 * leave}) and says what happens, a line each: a word, the milliseconds since the last command, and
 * more. While it races it sends its state twenty times a second.
 */
final class NatRacer implements RelayListener {
    private static final long PERIOD_MS = 50;

    private final RelayLoop loop = RelayLoop.start("network");
    private RallypointClient client;
    private Optional<Api.Lobby> lobby = Optional.empty();
    private volatile Optional<RelayConnection> seat = Optional.empty();
    private volatile long commandNanos;
    private final ByteBuffer state = ByteBuffer.allocate(40);

    /** Of the race under way: others that end late are not heard. */
    private volatile int race;

    public static void main(String[] arguments) throws IOException {
        NatRacer racer = new NatRacer();
        racer.say("ready", "");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            racer.obey(line.split(" "));
        }
        System.exit(0);
    }

    private void obey(String[] words) {
        commandNanos = System.nanoTime();
        switch (words[0]) {
            case "login" -> {
                client = new RallypointClient(URI.create(words[1]));
                client.loginAsGuest("Racer").join();
                say("in", "");
            }
            case "create" -> {
                lobby = Optional.of(client.createLobby(wish().withPaths(words[1])).join());
                say("lobby", lobby.get().lobbyId());
            }
            case "join" -> {
                lobby = Optional.of(client.joinLobby(words[1]).join());
                say("joined", "");
            }
            case "race" -> race();
            case "leave" -> leave();
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static Api.CreateLobby wish() {
        return new Api.CreateLobby(
                "Behind routers",
                "race",
                Optional.empty(),
                2,
                "private",
                Optional.empty(),
                Optional.empty(),
                "framed");
    }

    private void race() {
        race++;
        int number = race;
        seat = Optional.of(RelayConnection.open(loop, client, lobby.orElseThrow(), this));
        loop.execute(() -> drive(number));
    }

    private void drive(int number) {
        if (number != race) {
            return;
        }
        loop.executeAt(
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MS), () -> drive(number));
        seat.ifPresent(taken -> taken.sendState(state.clear()));
    }

    private void leave() {
        race++;
        seat.ifPresent(RelayConnection::close);
        seat = Optional.empty();
        client.leaveLobby(lobby.orElseThrow().lobbyId()).join();
        say("left", "");
    }

    private void say(String word, String more) {
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - commandNanos);
        synchronized (System.out) {
            System.out.println(word + " " + ms + (more.isEmpty() ? "" : " " + more));
        }
    }

    @Override
    public void onConnected(int slot, int slots) {
        say("racing", String.valueOf(slot));
    }

    @Override
    public void onState(int fromSlot, int sequence, ByteBuffer body) {
        say("state", fromSlot + " " + sequence);
    }

    @Override
    public void onPath(int slot, boolean isDirect) {
        say(isDirect ? "direct" : "relayed", String.valueOf(slot));
    }

    @Override
    public void onStruggling(RallypointException cause) {
        say("struggling", cause.code() + " " + cause.getMessage());
    }

    @Override
    public void onInterrupted(String cause) {
        say("interrupted", cause);
    }

    @Override
    public void onResumed(int slot) {
        say("resumed", slot + " " + seat.map(s -> s.statistics().reconnects()).orElse(0));
    }

    @Override
    public void onFailed(RallypointException cause) {
        say("failed", cause.code() + " " + cause.getMessage());
    }
}
