package dev.rallypoint.anticheat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A closed track with straights, curves and hills, sampled every metre. */
final class SimTrack {
    private static final double LATERAL_GRIP = 9;
    private static final double GATE_RADIUS = 15;

    final String name;
    final int metres;
    final double[] x;
    final double[] y;
    final double[] z;

    /** The most that the curve at each metre allows. */
    final double[] curveSpeed;

    /** Metres of the checkpoints, the first of which is at 0. */
    final int[] gates;

    /**
     * Corners on a ring that chance has dented, each rounded; straights between them.
     *
     * @param radius of the ring
     */
    SimTrack(String name, double radius, Random random) {
        this.name = name;
        int corners = 7 + random.nextInt(4);
        double[] cornerX = new double[corners];
        double[] cornerZ = new double[corners];
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * (i + 0.3 * random.nextDouble()) / corners;
            double distance = radius * (0.55 + 0.65 * random.nextDouble());
            cornerX[i] = distance * Math.cos(angle);
            cornerZ[i] = distance * Math.sin(angle);
        }
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < corners; i++) {
            int before = Math.floorMod(i - 1, corners);
            int after = (i + 1) % corners;
            double[] in = unit(cornerX[before] - cornerX[i], cornerZ[before] - cornerZ[i]);
            double[] out = unit(cornerX[after] - cornerX[i], cornerZ[after] - cornerZ[i]);
            double cut = Math.min(0.4 * Math.min(in[2], out[2]), 20 + 50 * random.nextDouble());
            round(points, new double[] {cornerX[i], cornerZ[i]}, in, out, cut);
        }
        double[] along = lengths(points);
        double length = along[points.size()];
        metres = (int) length;
        x = new double[metres];
        y = new double[metres];
        z = new double[metres];
        double hill = 5 + random.nextDouble() * 15;
        int leg = 0;
        for (int i = 0; i < metres; i++) {
            double at = i * length / metres;
            while (along[leg + 1] < at) {
                leg++;
            }
            double part = (at - along[leg]) / (along[leg + 1] - along[leg]);
            double[] from = points.get(leg);
            double[] to = points.get((leg + 1) % points.size());
            x[i] = from[0] + part * (to[0] - from[0]);
            z[i] = from[1] + part * (to[1] - from[1]);
            y[i] = hill * Math.sin(6 * Math.PI * i / metres);
        }
        curveSpeed = new double[metres];
        for (int i = 0; i < metres; i++) {
            curveSpeed[i] = Math.sqrt(LATERAL_GRIP / Math.max(1e-4, curvature(i)));
        }
        gates = new int[Math.max(6, metres / 250)];
        for (int i = 0; i < gates.length; i++) {
            gates[i] = (int) ((long) i * metres / gates.length);
        }
    }

    /** x and z of the direction, and the length. */
    private static double[] unit(double dx, double dz) {
        double length = Math.hypot(dx, dz);
        return new double[] {dx / length, dz / length, length};
    }

    /** A parabola (a Bézier curve of second order) from one straight to the next. */
    private static void round(
            List<double[]> points, double[] corner, double[] in, double[] out, double cut) {
        int steps = 60;
        for (int i = 0; i <= steps; i++) {
            double t = (double) i / steps;
            double before = (1 - t) * (1 - t) * cut;
            double after = t * t * cut;
            points.add(
                    new double[] {
                        corner[0] + before * in[0] + after * out[0],
                        corner[1] + before * in[1] + after * out[1]
                    });
        }
    }

    /** From the first point to each, and back to itself. */
    private static double[] lengths(List<double[]> points) {
        double[] along = new double[points.size() + 1];
        for (int i = 0; i < points.size(); i++) {
            double[] from = points.get(i);
            double[] to = points.get((i + 1) % points.size());
            along[i + 1] = along[i] + Math.hypot(to[0] - from[0], to[1] - from[1]);
        }
        return along;
    }

    private double curvature(int at) {
        int before = Math.floorMod(at - 8, metres);
        int after = Math.floorMod(at + 8, metres);
        double inX = x[at] - x[before];
        double inZ = z[at] - z[before];
        double outX = x[after] - x[at];
        double outZ = z[after] - z[at];
        double turn = Math.atan2(inX * outZ - inZ * outX, inX * outX + inZ * outZ);
        return Math.abs(turn) / Math.max(1, Math.hypot(outX, outZ));
    }

    int index(double along) {
        return Math.floorMod((int) Math.floor(along), metres);
    }

    /** As the courses of a game modes' file. */
    String yaml(double topSpeed) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("    ").append(name).append(":\n");
        yaml.append("      minLapSeconds: ").append((int) (metres / topSpeed)).append('\n');
        yaml.append("      checkpoints:\n");
        for (int gate : gates) {
            yaml.append(
                    String.format(
                            Locale.ROOT,
                            "        - [%.2f, %.2f, %.2f, %.1f]%n",
                            x[gate],
                            y[gate],
                            z[gate],
                            GATE_RADIUS));
        }
        return yaml.toString();
    }
}
