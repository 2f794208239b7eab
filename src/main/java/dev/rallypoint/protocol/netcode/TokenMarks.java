package dev.rallypoint.protocol.netcode;

/** The marks of the few private keys that are in use at a time, each prepared once. */
final class TokenMarks {
    private static final int KEYS = 4;

    private final byte[][] keys = new byte[KEYS][];
    private final TokenMark[] marks = new TokenMark[KEYS];
    private int next;

    /**
     * @param privateKey the same array as long as it is the same key
     */
    TokenMark of(byte[] privateKey) {
        for (int i = 0; i < KEYS; i++) {
            if (keys[i] == privateKey) {
                return marks[i];
            }
        }
        if (marks[next] != null) {
            marks[next].forget();
        }
        TokenMark mark = new TokenMark(privateKey);
        keys[next] = privateKey;
        marks[next] = mark;
        next = (next + 1) % KEYS;
        return mark;
    }

    void forget() {
        for (int i = 0; i < KEYS; i++) {
            if (marks[i] != null) {
                marks[i].forget();
            }
            keys[i] = null;
            marks[i] = null;
        }
    }
}
