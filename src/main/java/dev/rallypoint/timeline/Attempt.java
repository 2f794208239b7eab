package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of one connect token at one relay. Each kind of step and each reason has one place
 * with its first time, last time and number: however much of one kind comes, it displaces nothing.
 * Belongs to the relay's event loop.
 */
public final class Attempt {
    private static final Step[] STEPS = Step.values();
    private static final DropReason[] REASONS = DropReason.values();

    private final UUID lobbyId;
    private final long generation;
    private final long[] firstMs = new long[STEPS.length];
    private final long[] lastMs = new long[STEPS.length];
    private final int[] counts = new int[STEPS.length];
    private final PeerAddress[] addresses = new PeerAddress[STEPS.length];
    private String end = "";
    private int slot = -1;

    /** Three for each reason: first and last time, number. Null = nothing was dropped. */
    private long[] drops;

    Attempt(UUID lobbyId, long generation) {
        this.lobbyId = lobbyId;
        this.generation = generation;
    }

    boolean isOf(UUID lobby, long tokenGeneration) {
        return generation == tokenGeneration && lobbyId.equals(lobby);
    }

    /** Whether it has a session now. */
    boolean isOpen() {
        return counts[Step.SEATED.ordinal()] > counts[Step.ENDED.ordinal()];
    }

    /**
     * @param address of the player
     */
    public void on(Step step, PeerAddress address, long nowMs) {
        int i = step.ordinal();
        if (counts[i] == 0) {
            firstMs[i] = nowMs;
        }
        lastMs[i] = nowMs;
        addresses[i] = address;
        if (counts[i] < Integer.MAX_VALUE) {
            counts[i]++;
        }
    }

    public void onSeated(int takenSlot, PeerAddress address, long nowMs) {
        slot = takenSlot;
        on(Step.SEATED, address, nowMs);
    }

    /** Cheap after the first one. */
    public void onPayload(PeerAddress address, long nowMs) {
        if (counts[Step.FIRST_PAYLOAD.ordinal()] == 0) {
            on(Step.FIRST_PAYLOAD, address, nowMs);
        }
    }

    /**
     * @param why a word of the relay's metrics
     */
    public void onEnded(String why, PeerAddress address, long nowMs) {
        end = why;
        on(Step.ENDED, address, nowMs);
    }

    public void onDrop(DropReason reason, long nowMs) {
        if (drops == null) {
            drops = new long[3 * REASONS.length];
        }
        int at = 3 * reason.ordinal();
        if (drops[at + 2] == 0) {
            drops[at] = nowMs;
        }
        drops[at + 1] = nowMs;
        drops[at + 2]++;
    }

    RelayAttempt told() {
        return new RelayAttempt(lobbyId.toString(), generation, steps(), dropsTold());
    }

    private List<AttemptStep> steps() {
        List<AttemptStep> told = new ArrayList<>();
        for (Step step : STEPS) {
            int i = step.ordinal();
            if (counts[i] > 0) {
                told.add(
                        new AttemptStep(
                                step.word(),
                                firstMs[i],
                                lastMs[i],
                                counts[i],
                                Optional.of(addresses[i].toString()),
                                detail(step)));
            }
        }
        return told;
    }

    private Optional<String> detail(Step step) {
        return switch (step) {
            case SEATED -> Optional.of(String.valueOf(slot));
            case ENDED -> Optional.of(end);
            default -> Optional.empty();
        };
    }

    private List<AttemptDrop> dropsTold() {
        List<AttemptDrop> told = new ArrayList<>();
        for (DropReason reason : REASONS) {
            int at = 3 * reason.ordinal();
            if (drops != null && drops[at + 2] > 0) {
                told.add(new AttemptDrop(reason.label(), drops[at], drops[at + 1], drops[at + 2]));
            }
        }
        return told;
    }
}
