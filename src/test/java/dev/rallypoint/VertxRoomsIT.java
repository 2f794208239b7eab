package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.ConfigLoader;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VertxRoomsIT {
    private final Queue<Thread> loops = new ConcurrentLinkedQueue<>();

    private final class Probe extends VerticleBase {
        @Override
        public Future<?> start() {
            loops.add(Thread.currentThread());
            return Future.succeededFuture();
        }
    }

    private static Config config(int relays) {
        return new ConfigLoader().assignments(List.of("relay.loops=" + relays)).load();
    }

    /** The rooms in the order of a node's start. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64})
    void noRelaySharesItsEventLoopWithAnyOtherRoom(int relays) {
        VertxGround ground = new VertxGround(config(relays), Optional.empty());
        try {
            VertxRooms rooms = new VertxRooms(ground.vertx());
            List.of("ops", "store", "stun").forEach(room -> rooms.open(room, new Probe()));
            rooms.open("relay", Stream.generate(Probe::new).limit(relays).toList());
            List.of("cluster", "lobby", "security", "http")
                    .forEach(room -> rooms.open(room, new Probe()));
            assertThat(loops).hasSize(relays + 7).doesNotHaveDuplicates();
        } finally {
            assertThat(ground.stop()).isTrue();
        }
    }
}
