package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a transaction says, in its order. */
final class RecordedOutcome implements StunClientTransaction.Outcome {
    final List<String> events = new ArrayList<>();

    @Override
    public void onMapped(PeerAddress mapped, long elapsedMs) {
        events.add("mapped " + mapped + " after " + elapsedMs);
    }

    @Override
    public void onRefused(String why, long elapsedMs) {
        events.add("refused " + why + " after " + elapsedMs);
    }

    @Override
    public void onTimeout(long elapsedMs) {
        events.add("timeout after " + elapsedMs);
    }
}
