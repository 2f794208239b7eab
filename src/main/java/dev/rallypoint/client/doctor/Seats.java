package dev.rallypoint.client.doctor;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayConnection.Status;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Two guests of this machine in a lobby of their own: what one sends, the other gets. */
final class Seats {
    private static final int GOODBYE_SECONDS = 2;

    private final RallypointClient one;
    private final RallypointClient other;
    private final Api.Lobby lobby;
    private final RelayLoop loop = RelayLoop.start("rallypoint-doctor");
    private final Echoes echoes = new Echoes();
    private RelayConnection oneSeat;
    private RelayConnection otherSeat;

    Seats(RallypointClient one, RallypointClient other, Api.Lobby lobby) {
        this.one = one;
        this.other = other;
        this.lobby = lobby;
    }

    RallypointClient one() {
        return one;
    }

    Api.Lobby lobby() {
        return lobby;
    }

    Echoes echoes() {
        return echoes;
    }

    RelayLoop loop() {
        return loop;
    }

    RelayConnection oneSeat() {
        return oneSeat;
    }

    void sitDown() {
        oneSeat = RelayConnection.open(loop, one, lobby, new RelayListener() {});
        otherSeat = RelayConnection.open(loop, other, lobby, echoes);
    }

    boolean areBothConnected() {
        return oneSeat.status() == Status.CONNECTED && otherSeat.status() == Status.CONNECTED;
    }

    /** The one who has no session; if none has, the first. */
    RallypointClient standing() {
        return oneSeat.status() == Status.CONNECTED ? other : one;
    }

    /** Nobody is interested any more in what comes of it. */
    void leave() {
        if (oneSeat != null) {
            oneSeat.close();
            otherSeat.close();
        }
        try {
            CompletableFuture.allOf(
                            List.of(one, other).stream()
                                    .map(player -> player.leaveLobby(lobby.lobbyId()))
                                    .toArray(CompletableFuture[]::new))
                    .exceptionally(refused -> null)
                    .get(GOODBYE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // The lobby goes away by itself.
        } finally {
            loop.close();
        }
    }
}
