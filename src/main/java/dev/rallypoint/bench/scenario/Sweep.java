package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.load.LoadProcess;
import dev.rallypoint.bench.report.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Raises the load until the relay loses messages: doubles it, then closes in. */
final class Sweep {
    private static final double CLEARLY_BUSY = 0.95;

    private final Ground ground;
    private final Pair pair;
    private final List<Step> steps = new ArrayList<>();
    private Optional<Step> best = Optional.empty();
    private boolean loadWasTheLimit;

    Sweep(Ground ground, Pair pair) {
        this.ground = ground;
        this.pair = pair;
    }

    void run() throws InterruptedException {
        Effort effort = ground.effort();
        Shape shape = pair.shape();
        int lobbies = shape.lobbies(effort.startPlayers());
        int most = shape.lobbies(Math.min(effort.maxPlayers(), LoadProcess.maxPlayers()));
        pair.lobbies(lobbies);
        pair.warmUp(effort.warmUpSeconds());
        int carried = 0;
        for (int i = 0; i < effort.stepsAtMost() && lobbies <= most; i++) {
            if (!carries(lobbies)) {
                closeIn(carried, lobbies);
                return;
            }
            carried = lobbies;
            lobbies *= 2;
        }
    }

    private void closeIn(int carried, int tooMany) throws InterruptedException {
        int low = carried;
        int high = tooMany;
        for (int i = 0; i < ground.effort().refinements() && high - low > 1; i++) {
            int middle = (low + high) / 2;
            if (carries(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    /** A single hiccup of the machine is not the relay's limit: a failed step gets a second try. */
    private boolean carries(int lobbies) throws InterruptedException {
        pair.lobbies(lobbies);
        pair.warmUp(ground.effort().settleSeconds());
        Step step = take();
        if (!step.isCarried() && step.relayCpuShare() < CLEARLY_BUSY) {
            step = take();
        }
        loadWasTheLimit |= step.isLoadTheLimit();
        return step.isCarried();
    }

    private Step take() throws InterruptedException {
        Step step = pair.step(pair.lobbies() + " lobbies");
        steps.add(step);
        ground.say(step);
        boolean isBetter =
                best.isEmpty() || step.deliveredPerSecond() > best.get().deliveredPerSecond();
        if (step.isCarried() && isBetter) {
            best = Optional.of(step);
        }
        return step;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The largest load that was carried; the first step if none was. */
    Step best() {
        return best.orElse(steps.get(0));
    }

    boolean isCarried() {
        return best.isPresent();
    }

    /** The relay may take more than {@link #best}. */
    boolean wasTheLoadTheLimit() {
        return loadWasTheLimit;
    }
}
