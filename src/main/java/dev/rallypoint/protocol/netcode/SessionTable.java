package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open sessions: by address for the packet path, by player, and as a dense list. */
final class SessionTable {
    private final AddressTable<NetcodeSession> byAddress;
    private final Map<Long, NetcodeSession> byClientId = new HashMap<>();
    private final List<NetcodeSession> all = new ArrayList<>();

    SessionTable(long hashSeed) {
        byAddress = new AddressTable<>(hashSeed);
    }

    /** The session at that address; null if there is none. */
    NetcodeSession at(PeerAddress address) {
        return byAddress.get(address);
    }

    /** The session of that player; null if there is none. */
    NetcodeSession of(long clientId) {
        return byClientId.get(clientId);
    }

    void add(NetcodeSession session) {
        session.index = all.size();
        all.add(session);
        byAddress.put(session.address, session);
        byClientId.put(session.clientId(), session);
    }

    void remove(NetcodeSession session) {
        NetcodeSession last = all.remove(all.size() - 1);
        if (last != session) {
            all.set(session.index, last);
            last.index = session.index;
        }
        session.index = -1;
        byAddress.remove(session.address);
        byClientId.remove(session.clientId());
    }

    /** Gives a session another address, which must be free. */
    void move(NetcodeSession session, PeerAddress to) {
        byAddress.remove(session.address);
        session.address = to;
        byAddress.put(to, session);
    }

    int size() {
        return all.size();
    }

    /** In no order; removing one moves the last to its place, so walk from the end. */
    NetcodeSession get(int index) {
        return all.get(index);
    }

    /** Slots of memory of the address table. */
    int addressCapacity() {
        return byAddress.capacity();
    }
}
