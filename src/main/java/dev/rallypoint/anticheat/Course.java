package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.StateView;
import java.util.List;

/**
 * The checkpoints of a track in their order, the first of which is start and finish, and where
 * races start.
 *
 * @param gates may be empty: then nothing is known of the track
 * @param starts where players may be set at any time, with the radius of each
 * @param minLapSeconds no car does a lap in less; 0 = unknown
 */
record Course(List<Place> gates, List<Place> starts, double minLapSeconds) {
    static final Course UNKNOWN = new Course(List.of(), List.of(), 0);

    /** A sphere; who touches it passes the checkpoint. */
    record Place(double x, double y, double z, double radius) {
        double metresTo(Place other) {
            double dx = x - other.x;
            double dy = y - other.y;
            double dz = z - other.z;
            return Math.max(0, Math.sqrt(dx * dx + dy * dy + dz * dz) - radius - other.radius);
        }

        double metresTo(StateView states, int age) {
            double dx = x - states.x(age);
            double dy = y - states.y(age);
            double dz = z - states.z(age);
            return Math.max(0, Math.sqrt(dx * dx + dy * dy + dz * dz) - radius);
        }
    }

    Course {
        gates = List.copyOf(gates);
        starts = List.copyOf(starts);
    }

    boolean isEmpty() {
        return gates.isEmpty();
    }

    int checkpoints() {
        return gates.size();
    }

    /** Laps begun by who has passed so many checkpoints. */
    int lap(int passed) {
        return (passed + gates.size() - 1) / gates.size();
    }

    /** The checkpoint that was passed as the so manieth, from 1. */
    private Place gate(int number) {
        return gates.get((number - 1) % gates.size());
    }

    /**
     * The shortest way from an earlier state to the newest through the checkpoints after {@code
     * passed} up to {@code claims}.
     */
    double metresThrough(StateView states, int fromAge, int passed, int claims) {
        double metres = gate(passed + 1).metresTo(states, fromAge);
        for (int number = passed + 1; number < claims; number++) {
            metres += gate(number).metresTo(gate(number + 1));
        }
        return metres + gate(claims).metresTo(states, 0);
    }

    /**
     * From the newest state to the nearest start, or to the checkpoint that its player said before
     * it that he passed last; infinite if there is neither.
     */
    double metresToRespawn(StateView states) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < starts.size(); i++) {
            nearest = Math.min(nearest, starts.get(i).metresTo(states, 0));
        }
        int passed = states.size() > 1 ? states.checkpoints(1) : 0;
        if (passed > 0 && !gates.isEmpty()) {
            nearest = Math.min(nearest, gate(passed).metresTo(states, 0));
        }
        return nearest;
    }
}
