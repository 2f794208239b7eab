package dev.rallypoint.bots;

import java.util.BitSet;

/** Which of the numbered states of one sender reached one receiver. */
final class StateBook {
    private final int states;
    private final BitSet entered = new BitSet();
    private int different;

    /**
     * @param states that are ever sent: 0 to states - 1
     */
    StateBook(int states) {
        this.states = states;
    }

    boolean fits(int sequence) {
        return sequence >= 0 && sequence < states;
    }

    /**
     * @return whether it is there for the first time
     */
    boolean enter(int sequence) {
        if (entered.get(sequence)) {
            return false;
        }
        entered.set(sequence);
        different++;
        return true;
    }

    /** States missing of a range of numbers. */
    int missing(int from, int to) {
        return Math.max(0, to - from)
                - entered.get(Math.max(0, from), Math.max(0, to)).cardinality();
    }

    /** States missing before the newest. */
    int overtaken() {
        return entered.length() - different;
    }
}
