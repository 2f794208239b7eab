package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;

/** The permissions of one allocation, by host. Looked up without making an object. */
final class Permissions {
    /** Eight players with a dozen addresses each, and some to spare. */
    static final int MOST = 128;

    private static final int FIRST_PLACES = 8;

    /** Open addressing; a quarter of the places is always free, which ends each search. */
    private Permission[] places = new Permission[FIRST_PLACES];

    private int count;

    /** The one for a host that is in force, or null: for the packet path. */
    Permission find(PeerAddress peer, long nowMs) {
        return find(peer.high(), peer.low(), nowMs);
    }

    /** The same by the two halves of the address. */
    Permission find(long high, long low, long nowMs) {
        Permission found = places[placeOf(places, high, low)];
        return found != null && found.isAlive(nowMs) ? found : null;
    }

    private static int placeOf(Permission[] places, long high, long low) {
        int place = hash(high, low) & places.length - 1;
        while (places[place] != null
                && (places[place].host().low() != low || places[place].host().high() != high)) {
            place = place + 1 & places.length - 1;
        }
        return place;
    }

    private static int hash(long high, long low) {
        long mixed = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> Integer.SIZE);
    }

    /** Whether those of these hosts that are not permitted yet still find room. */
    boolean hasRoomFor(List<PeerAddress> peers, long nowMs) {
        if (count + peers.size() <= MOST) {
            return true;
        }
        forgetExpired(nowMs);
        long others =
                peers.stream()
                        .map(peer -> peer.withPort(0))
                        .distinct()
                        .filter(host -> find(host, nowMs) == null)
                        .count();
        return count + others <= MOST;
    }

    /** Installs or refreshes the permission of a host (RFC 8656 §9). */
    Permission install(PeerAddress peer, boolean isOurs, long nowMs) {
        int place = placeOf(places, peer.high(), peer.low());
        Permission permission =
                Optional.ofNullable(places[place])
                        .orElseGet(() -> add(new Permission(peer, isOurs)));
        permission.refresh(nowMs);
        return permission;
    }

    private Permission add(Permission permission) {
        if ((count + 1) * 4 > places.length * 3) {
            rebuild(places.length * 2, Long.MIN_VALUE);
        }
        put(places, permission);
        count++;
        return permission;
    }

    private void forgetExpired(long nowMs) {
        rebuild(places.length, nowMs);
    }

    private void rebuild(int size, long nowMs) {
        Permission[] kept = new Permission[size];
        count = 0;
        for (Permission permission : places) {
            if (permission != null && permission.isAlive(nowMs)) {
                put(kept, permission);
                count++;
            }
        }
        places = kept;
    }

    private static void put(Permission[] places, Permission permission) {
        places[placeOf(places, permission.host().high(), permission.host().low())] = permission;
    }
}
