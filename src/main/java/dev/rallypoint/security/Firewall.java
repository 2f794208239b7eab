package dev.rallypoint.security;

import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which addresses are let through and which are refused: of all blocks that hold an address the one
 * with the longest prefix decides; of an equal block in both lists the refusal. Tens of thousands
 * of nested blocks are laid out as one sorted row of disjoint ranges when it is made, so a question
 * is a short binary search and allocates nothing. Immutable: a change is a new one, made beside the
 * event loop, in place of the old.
 */
public final class Firewall {
    /** Refuses nobody. */
    public static final Firewall OPEN = of(List.of(), List.of());

    private static final byte NONE = 0;
    private static final byte ALLOWED = 1;
    private static final byte DENIED = 2;

    private static final long IPV4_FIRST = PeerAddress.ipv4Low(0);
    private static final int CHUNKS = 1 << 16;
    private static final int CHUNK_SHIFT = 16;

    private final int allowBlocks;
    private final int denyBlocks;

    /** Where a range begins, in the order of unsigned 128-bit numbers; the first at zero. */
    private final long[] highs;

    private final long[] lows;
    private final byte[] verdicts;

    /**
     * The range in which each IPv4 /16 begins, and the one behind the last; empty = not worth it.
     */
    private final int[] chunks;

    private Firewall(Ranges ranges, int allowBlocks, int denyBlocks) {
        this.allowBlocks = allowBlocks;
        this.denyBlocks = denyBlocks;
        int count = ranges.all.size();
        highs = new long[count];
        lows = new long[count];
        verdicts = new byte[count];
        for (int i = 0; i < count; i++) {
            highs[i] = ranges.all.get(i).high();
            lows[i] = ranges.all.get(i).low();
            verdicts[i] = ranges.all.get(i).verdict();
        }
        chunks = new int[count > 1 ? CHUNKS + 1 : 0];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = search(0, IPV4_FIRST + ((long) i << CHUNK_SHIFT), 0, count - 1);
        }
    }

    /** Takes a moment for tens of thousands of blocks: not for a relay's event loop. */
    public static Firewall of(Collection<CidrBlock> allow, Collection<CidrBlock> deny) {
        Map<CidrBlock, Byte> verdicts = new HashMap<>();
        allow.forEach(block -> verdicts.put(block, ALLOWED));
        deny.forEach(block -> verdicts.put(block, DENIED));
        int allowed = count(verdicts, ALLOWED);
        int denied = count(verdicts, DENIED);
        // Among the numbers of IPv6, and yet no part of its blocks.
        verdicts.putIfAbsent(CidrBlock.IPV4, NONE);
        Ranges ranges = new Ranges();
        // Outer blocks come before what is nested in them.
        verdicts.keySet().stream()
                .sorted(
                        Comparator.comparingLong((CidrBlock block) -> flip(block.high()))
                                .thenComparingLong(block -> flip(block.low()))
                                .thenComparingInt(CidrBlock::prefixBits))
                .forEach(block -> ranges.open(block, verdicts.get(block)));
        ranges.closeAll();
        return new Firewall(ranges, allowed, denied);
    }

    private static int count(Map<CidrBlock, Byte> verdicts, byte wanted) {
        return (int) verdicts.values().stream().filter(verdict -> verdict == wanted).count();
    }

    /** Makes signed comparisons compare unsigned numbers. */
    private static long flip(long unsigned) {
        return unsigned ^ Long.MIN_VALUE;
    }

    /** Whether the address is refused. */
    public boolean isDenied(PeerAddress address) {
        return verdict(address) == DENIED;
    }

    /** Whether a block of the allow list decides about the address. */
    public boolean isAllowed(PeerAddress address) {
        return verdict(address) == ALLOWED;
    }

    private byte verdict(PeerAddress address) {
        if (chunks.length == 0) {
            return verdicts[0];
        }
        int from = 0;
        int to = verdicts.length - 1;
        if (address.isIpv4()) {
            int chunk = (int) (address.low() >>> CHUNK_SHIFT) & CHUNKS - 1;
            from = chunks[chunk];
            to = chunks[chunk + 1];
        }
        return verdicts[search(address.high(), address.low(), from, to)];
    }

    /** The last range of {@code from} to {@code to} that begins at the address or before it. */
    private int search(long high, long low, int from, int to) {
        int first = from;
        int last = to;
        while (first < last) {
            int middle = first + last + 1 >>> 1;
            if (begins(middle, high, low)) {
                first = middle;
            } else {
                last = middle - 1;
            }
        }
        return first;
    }

    private boolean begins(int range, long high, long low) {
        return highs[range] == high
                ? flip(lows[range]) <= flip(low)
                : flip(highs[range]) < flip(high);
    }

    /** Different blocks of the allow list. */
    public int allowBlocks() {
        return allowBlocks;
    }

    /** Different blocks of the deny list. */
    public int denyBlocks() {
        return denyBlocks;
    }

    private record Range(long high, long low, byte verdict) {}

    /** Nested blocks on their way to a row of ranges. */
    private static final class Ranges {
        private final List<Range> all = new ArrayList<>(List.of(new Range(0, 0, NONE)));
        private final Deque<CidrBlock> open = new ArrayDeque<>();
        private final Deque<Byte> verdicts = new ArrayDeque<>(List.of(NONE));

        /** A block that begins where the one before it began, or later. */
        void open(CidrBlock block, byte verdict) {
            while (!open.isEmpty() && !open.peek().spans(block)) {
                close();
            }
            open.push(block);
            verdicts.push(verdict);
            begin(block.high(), block.low(), verdict);
        }

        void closeAll() {
            while (!open.isEmpty()) {
                close();
            }
        }

        /** The innermost block ends, and what is around it goes on. */
        private void close() {
            CidrBlock ended = open.pop();
            verdicts.pop();
            long nextLow = ended.lastLow() + 1;
            long nextHigh = nextLow == 0 ? ended.lastHigh() + 1 : ended.lastHigh();
            boolean isEndOfAll = nextLow == 0 && nextHigh == 0;
            if (!isEndOfAll) {
                begin(nextHigh, nextLow, verdicts.peek());
            }
        }

        private void begin(long high, long low, byte verdict) {
            Range last = all.get(all.size() - 1);
            if (last.high() == high && last.low() == low) {
                all.remove(all.size() - 1);
            }
            boolean goesOn = !all.isEmpty() && all.get(all.size() - 1).verdict() == verdict;
            if (!goesOn) {
                all.add(new Range(high, low, verdict));
            }
        }
    }
}
