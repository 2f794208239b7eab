package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Arrays;
import java.util.List;

/** Keys, addresses and tokens that the tests of this package share. */
final class Fixtures {
    static final long PROTOCOL_ID = 0x1122334455667788L;
    static final long NOW_MS = 1_750_000_000_000L;
    static final long NOW_S = NOW_MS / 1000;
    static final byte[] KEY_102 = filled(32, 0x42);
    static final byte[] KEY_101 = filled(32, 0x24);
    static final PeerAddress SERVER = PeerAddress.parse("192.0.2.1:25565");
    static final PeerAddress SERVER_B = PeerAddress.parse("192.0.2.2:25565");
    static final PeerAddress SERVER_6 = PeerAddress.parse("[2001:db8::1:2]:25565");
    static final PeerAddress CLIENT = PeerAddress.parse("198.51.100.7:40000");

    private Fixtures() {}

    static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** User data that {@link Seats} reads: slot and generation. */
    static byte[] userData(int slot, int generation) {
        byte[] data = new byte[256];
        data[0] = (byte) slot;
        data[1] = (byte) generation;
        return data;
    }

    static ConnectToken.Contents contents(long clientId, byte[] userData, PeerAddress... servers) {
        List<PeerAddress> list =
                List.of(servers.length == 0 ? new PeerAddress[] {SERVER} : servers);
        return new ConnectToken.Contents(
                PROTOCOL_ID, NOW_S, NOW_S + 45, clientId, 5, list, list, userData);
    }
}
