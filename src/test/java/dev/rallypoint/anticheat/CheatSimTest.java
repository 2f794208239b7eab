package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.anticheat.SimCar.Cheat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Honest drivers and cheaters by the thousand. {@code -Dcheatsim.full=true} races all of them for
 * ten minutes each, about a minute of CPU; without it a sample races for a shorter time.
 */
class CheatSimTest {
    private static final boolean FULL = Boolean.getBoolean("cheatsim.full");
    private static final long SEED = Long.getLong("cheatsim.seed", 20_261_122);
    private static final int HONEST = FULL ? 2_000 : 120;
    private static final int OF_EACH_KIND = FULL ? 40 : 12;
    private static final int SECONDS = FULL ? 600 : 120;
    private static final double MAX_LOSS = 0.05;
    private static final double MAX_JITTER_MS = 80;
    private static final double IN_TIME_SECONDS = 10;

    /** A game mode with what its cars can do. */
    private record Formula(String mode, double topSpeed, double engine, double radius) {
        String rules() {
            return mode.equals("usual") ? "{}" : "{speed: {limit: 60}, acceleration: {limit: 9}}";
        }
    }

    /** The first one with the limits that are the defaults. */
    private static final List<Formula> FORMULAS =
            List.of(new Formula("usual", 50, 2, 800), new Formula("rally", 60, 9, 450));

    private static final int TRACKS = 6;
    private final List<SimTrack> tracks = new ArrayList<>();
    private final GameModes modes = new GameModes(GameModesFile.read("simulation", yaml()));

    private String yaml() {
        StringBuilder yaml = new StringBuilder();
        for (Formula formula : FORMULAS) {
            yaml.append(formula.mode()).append(":\n  layout: {standard: 0}\n");
            yaml.append("  rules: ").append(formula.rules()).append("\n  courses:\n");
            for (int i = 0; i < TRACKS; i++) {
                Random random = new Random(SEED + i);
                SimTrack track = new SimTrack(formula.mode() + "-" + i, formula.radius(), random);
                tracks.add(track);
                yaml.append(track.yaml(formula.topSpeed()));
            }
        }
        return yaml.toString();
    }

    private SimDrive drive(Cheat cheat, int number) {
        long seed = SEED + 1_000_003L * cheat.ordinal() + number;
        Random random = new Random(seed);
        int formula = number % FORMULAS.size();
        SimTrack track = tracks.get(formula * TRACKS + random.nextInt(TRACKS));
        Formula of = FORMULAS.get(formula);
        SimDrive.Link link =
                new SimDrive.Link(
                        MAX_LOSS * random.nextDouble(),
                        5 + 150 * random.nextDouble(),
                        MAX_JITTER_MS * random.nextDouble());
        SimCar car = new SimCar(track, of.topSpeed(), of.engine(), cheat, random);
        SimDrive drive = new SimDrive(modes, of.mode(), track.name, car, link, seed);
        drive.run(SECONDS);
        return drive;
    }

    private List<SimDrive> drives(Cheat cheat, int count) {
        return IntStream.range(0, count).parallel().mapToObj(i -> drive(cheat, i)).toList();
    }

    @Test
    void nobodyHonestIsThrownOutAndCheatersAreFoundInSeconds() {
        Map<Cheat, List<SimDrive>> drives = new EnumMap<>(Cheat.class);
        for (Cheat cheat : Cheat.values()) {
            drives.put(cheat, drives(cheat, cheat == Cheat.NONE ? HONEST : OF_EACH_KIND));
        }
        String table = table(drives);
        System.out.println(table);

        List<SimDrive> suspected =
                drives.get(Cheat.NONE).stream()
                        .filter(drive -> drive.worst().compareTo(Action.FLAG) >= 0)
                        .toList();
        assertThat(suspected).as("honest but flagged: " + reasons(suspected)).isEmpty();
        List<SimDrive> cheaters =
                drives.entrySet().stream()
                        .filter(kind -> kind.getKey() != Cheat.NONE)
                        .flatMap(kind -> kind.getValue().stream())
                        .filter(drive -> !Double.isNaN(drive.car().cheatedAt()))
                        .toList();
        assertThat(cheaters.size()).isGreaterThan(4 * OF_EACH_KIND);
        long inTime = cheaters.stream().filter(CheatSimTest::isFlaggedInTime).count();
        assertThat((double) inTime / cheaters.size()).as(table).isGreaterThanOrEqualTo(0.99);
    }

    private static boolean isFlaggedInTime(SimDrive drive) {
        return secondsToFlag(drive) <= IN_TIME_SECONDS;
    }

    private static double secondsToFlag(SimDrive drive) {
        return drive.reachedAt(Action.FLAG) - drive.car().cheatedAt();
    }

    private static String reasons(List<SimDrive> drives) {
        StringBuilder text = new StringBuilder();
        drives.stream().limit(5).forEach(drive -> text.append('\n').append(drive.findings()));
        return text.toString();
    }

    private static String table(Map<Cheat, List<SimDrive>> drives) {
        StringBuilder table = new StringBuilder();
        table.append("| drivers | cheated | nothing | warned | flagged | thrown out |");
        table.append(" flagged in 10 s | median | slowest |\n");
        drives.forEach((cheat, all) -> table.append(row(cheat, all)));
        return table.toString();
    }

    private static String row(Cheat cheat, List<SimDrive> all) {
        double[] seconds =
                all.stream()
                        .filter(drive -> !Double.isNaN(drive.car().cheatedAt()))
                        .mapToDouble(CheatSimTest::secondsToFlag)
                        .sorted()
                        .toArray();
        boolean none = seconds.length == 0;
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %s | %s | %s |%n",
                cheat == Cheat.NONE ? "honest" : cheat.name().toLowerCase(Locale.ROOT),
                seconds.length,
                count(all, Action.NONE),
                count(all, Action.WARN),
                count(all, Action.FLAG),
                count(all, Action.KICK) + count(all, Action.BAN),
                none ? "" : all.stream().filter(CheatSimTest::isFlaggedInTime).count(),
                none ? "" : String.format(Locale.ROOT, "%.1f s", seconds[seconds.length / 2]),
                none ? "" : String.format(Locale.ROOT, "%.1f s", seconds[seconds.length - 1]));
    }

    private static long count(List<SimDrive> drives, Action worst) {
        return drives.stream().filter(drive -> drive.worst() == worst).count();
    }
}
