package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressTableTest {
    @Test
    void behavesAsAHashMapForEveryMixOfAddressesAndOperations() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            AddressTable<Integer> table = new AddressTable<>(random.nextLong());
            Map<PeerAddress, Integer> model = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                PeerAddress address = address(random);
                if (random.nextInt(5) < 2) {
                    table.remove(address);
                    model.remove(address);
                } else {
                    table.put(address, i);
                    model.put(address, i);
                }
                PeerAddress asked = address(random);
                assertThat(table.get(asked)).as("seed %d", seed).isEqualTo(model.get(asked));
                assertThat(table.size()).as("seed %d", seed).isEqualTo(model.size());
            }
            model.forEach((address, value) -> assertThat(table.get(address)).isEqualTo(value));
        }
    }

    private static PeerAddress address(Random random) {
        int port = 1000 + random.nextInt(40);
        return random.nextBoolean()
                ? PeerAddress.ofIpv4(0x0A000000 + random.nextInt(30), port)
                : new PeerAddress(0x20010db800000000L, random.nextInt(30), port);
    }

    @Test
    void distinguishesAddressesThatDifferOnlyInPortOrFamily() {
        AddressTable<String> table = new AddressTable<>(1);
        table.put(PeerAddress.parse("10.0.0.1:1"), "a");
        table.put(PeerAddress.parse("10.0.0.1:2"), "b");
        table.put(PeerAddress.parse("[::a00:1]:1"), "c");
        assertThat(table.get(PeerAddress.parse("10.0.0.1:1"))).isEqualTo("a");
        assertThat(table.get(PeerAddress.parse("10.0.0.1:2"))).isEqualTo("b");
        assertThat(table.get(PeerAddress.parse("[::a00:1]:1"))).isEqualTo("c");
        assertThat(table.get(PeerAddress.parse("10.0.0.2:1"))).isNull();
    }

    @Test
    void doesNotGrowWhileAddressesComeAndGo() {
        AddressTable<String> table = new AddressTable<>(1);
        int capacity = table.capacity();
        for (int i = 0; i < 100_000; i++) {
            PeerAddress address = PeerAddress.ofIpv4(i, 5);
            table.put(address, "x");
            table.remove(address);
        }
        assertThat(table.capacity()).isEqualTo(capacity);
        assertThat(table.size()).isZero();
    }
}
