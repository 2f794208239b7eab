package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import java.util.HashMap;
import java.util.Map;

/** The channel bindings of one allocation, by number and by peer. */
final class Channels {
    static final int MOST = 128;
    private static final int FIRST_PLACES = 8;

    /** By number, with open addressing; a quarter of the places is always free. */
    private Channel[] places = new Channel[FIRST_PLACES];

    private final Map<PeerAddress, Channel> byPeer = new HashMap<>();

    /** The binding of a number that is in force, or null: for the packet path. */
    Channel find(int number, long nowMs) {
        Channel found = places[placeOf(places, number)];
        return found != null && found.isAlive(nowMs) ? found : null;
    }

    /** The binding of a peer that is in force, or null: for the packet path. */
    Channel find(PeerAddress peer, long nowMs) {
        Channel found = byPeer.get(peer);
        return found != null && found.isAlive(nowMs) ? found : null;
    }

    private static int placeOf(Channel[] places, int number) {
        int place = number & places.length - 1;
        while (places[place] != null && places[place].number() != number) {
            place = place + 1 & places.length - 1;
        }
        return place;
    }

    /** Whether number and peer are each other's, or neither is anybody's (RFC 8656 §12.2). */
    boolean canBind(int number, PeerAddress peer, long nowMs) {
        Channel ofNumber = find(number, nowMs);
        Channel ofPeer = find(peer, nowMs);
        return ofNumber == ofPeer && (ofNumber == null || ofNumber.peer().equals(peer));
    }

    boolean hasRoomFor(int number, PeerAddress peer, long nowMs) {
        if (find(number, nowMs) == null && byPeer.size() >= MOST) {
            rebuild(places.length, nowMs);
        }
        return find(peer, nowMs) != null || byPeer.size() < MOST;
    }

    /** Binds or refreshes what {@link #canBind}. */
    void bind(int number, PeerAddress peer, boolean isOurs, long nowMs) {
        Channel bound = find(number, nowMs);
        if (bound == null) {
            bound = add(new Channel(number, peer, isOurs), nowMs);
        }
        bound.refresh(nowMs);
    }

    private Channel add(Channel channel, long nowMs) {
        // What has expired under this number or for this peer must not be found any more.
        boolean isFull = (byPeer.size() + 1) * 4 > places.length * 3;
        rebuild(isFull ? places.length * 2 : places.length, nowMs);
        byPeer.put(channel.peer(), channel);
        places[placeOf(places, channel.number())] = channel;
        return channel;
    }

    private void rebuild(int size, long nowMs) {
        byPeer.values().removeIf(channel -> !channel.isAlive(nowMs));
        places = new Channel[size];
        byPeer.values().forEach(channel -> places[placeOf(places, channel.number())] = channel);
    }
}
