package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;

/**
 * A map from address and port to a value for the packet path: open addressing with linear probing,
 * primitive keys, no allocation but when it grows. The hash is seeded, because strangers choose the
 * addresses it is asked for. At most half full, so a probe is short.
 *
 * @param <V> held by reference, never null
 */
final class AddressTable<V> {
    private static final int INITIAL_SLOTS = 64;

    private final long seed;
    private long[] highs = new long[INITIAL_SLOTS];
    private long[] lows = new long[INITIAL_SLOTS];
    private int[] ports = new int[INITIAL_SLOTS];
    private Object[] values = new Object[INITIAL_SLOTS];
    private int size;

    AddressTable(long seed) {
        this.seed = seed;
    }

    /** The value of the address; null if there is none. */
    V get(PeerAddress address) {
        return get(address.high(), address.low(), address.port());
    }

    /** The same without an object for the question. */
    V get(long high, long low, int port) {
        return valueAt(find(high, low, port));
    }

    /** Adds or replaces. */
    void put(PeerAddress address, V value) {
        if ((size + 1) * 2 > values.length) {
            grow();
        }
        int slot = find(address.high(), address.low(), address.port());
        if (values[slot] == null) {
            size++;
        }
        fill(slot, address.high(), address.low(), address.port(), value);
    }

    /** Removes the address, if it is there. */
    void remove(PeerAddress address) {
        int hole = find(address.high(), address.low(), address.port());
        if (values[hole] == null) {
            return;
        }
        size--;
        values[hole] = null;
        // Close the gap: what stood behind it because of it moves up.
        int mask = values.length - 1;
        for (int i = (hole + 1) & mask; values[i] != null; i = (i + 1) & mask) {
            int home = hash(highs[i], lows[i], ports[i]) & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                fill(hole, highs[i], lows[i], ports[i], values[i]);
                values[i] = null;
                hole = i;
            }
        }
    }

    int size() {
        return size;
    }

    /** Slots of memory, used or not. */
    int capacity() {
        return values.length;
    }

    /** The slot that holds the address, or the free one where it belongs. */
    private int find(long high, long low, int port) {
        int mask = values.length - 1;
        int slot = hash(high, low, port) & mask;
        while (values[slot] != null
                && (lows[slot] != low || ports[slot] != port || highs[slot] != high)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int hash(long high, long low, int port) {
        long hash = mix(high ^ seed);
        hash = mix(hash ^ low);
        return (int) (mix(hash + port) >>> Integer.SIZE);
    }

    /** A bijection that spreads every input bit (the finalizer of splitmix64). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private void fill(int slot, long high, long low, int port, Object value) {
        highs[slot] = high;
        lows[slot] = low;
        ports[slot] = port;
        values[slot] = value;
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        int[] oldPorts = ports;
        Object[] oldValues = values;
        int slots = oldValues.length * 2;
        highs = new long[slots];
        lows = new long[slots];
        ports = new int[slots];
        values = new Object[slots];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int slot = find(oldHighs[i], oldLows[i], oldPorts[i]);
                fill(slot, oldHighs[i], oldLows[i], oldPorts[i], oldValues[i]);
            }
        }
    }

    @SuppressWarnings("unchecked") // only V goes in
    private V valueAt(int slot) {
        return (V) values[slot];
    }
}
