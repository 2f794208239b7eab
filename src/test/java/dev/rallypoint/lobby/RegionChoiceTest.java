package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.node;
import static dev.rallypoint.lobby.Lobbies.rtt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.Api.RegionRtt;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionChoiceTest {
    private static final List<String> ALL = List.of("asia", "eu", "na", "sa");
    private static final RegionChoice CHOICE =
            new RegionChoice(Set.copyOf(ALL), Set.of("asia", "eu", "na"));

    /** {@code eu=20 na=90, eu=30}: two members. */
    private static List<Map<String, Double>> members(String text) {
        return Stream.of(text.split(",", -1))
                .map(member -> RegionChoice.byRegion(rtts(member.strip())))
                .toList();
    }

    private static List<RegionRtt> rtts(String text) {
        return Stream.of(text.split(" "))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split("="))
                .map(pair -> rtt(pair[0], Double.parseDouble(pair[1])))
                .toList();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody measured anything                 | ,                                | -",
                "one member has his nearest               | eu=20 na=90                      | eu",
                "the worst round trip decides, not the sum| eu=10 na=70, eu=100 na=80        | na",
                "the mean decides between equal worst ones| eu=80 na=10, eu=10 na=80, na=5 eu=7"
                        + " | na",
                "the id decides between equals            | na=50 eu=50                      | eu",
                "who measured nothing has no say          | , na=90, , na=95                 | na",
                "measured by all beats measured by some   | eu=10 na=150, na=160             | na",
                "measured by more beats measured by fewer | eu=10, na=90, na=95 asia=1, sa=1 | na",
                "a region without an open node is out     | sa=5 eu=90, sa=6 eu=80           | eu",
                "nobody measured an open region           | sa=5, sa=6                       | -",
                "a tenth of a millisecond counts          | eu=20.3 na=20.2                  | na",
            })
    void chooses(String rule, String members, String region) {
        assertThat(CHOICE.best(members(members)).orElse("-")).as(rule).isEqualTo(region);
    }

    /** No region that all measured would have been better for whoever is farthest away. */
    @Test
    void isNeverWorseForTheFarthestMemberThanAnyOtherRegionThatAllMeasured() {
        for (long seed = 0; seed < 5_000; seed++) {
            // Neighbouring seeds begin alike.
            Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
            List<Map<String, Double>> members = anyMembers(random);
            List<Map<String, Double>> measuring =
                    members.stream().filter(member -> !member.isEmpty()).toList();
            Optional<String> best = CHOICE.best(members);
            List<String> ofAll =
                    CHOICE.open().stream()
                            .filter(id -> !measuring.isEmpty())
                            .filter(id -> measuring.stream().allMatch(m -> m.containsKey(id)))
                            .toList();
            for (String other : ofAll) {
                assertThat(ofAll).as("seed " + seed).contains(best.orElseThrow());
                assertThat(worst(best.get(), measuring))
                        .as("seed %d: %s or %s of %s", seed, best.get(), other, measuring)
                        .isLessThanOrEqualTo(worst(other, measuring));
            }
            Collections.shuffle(members, random);
            assertThat(CHOICE.best(members)).as("seed " + seed + ", reordered").isEqualTo(best);
        }
    }

    private static List<Map<String, Double>> anyMembers(Random random) {
        List<Map<String, Double>> members = new ArrayList<>();
        double missing = random.nextDouble() * 0.4;
        for (int i = random.nextInt(9); i > 0; i--) {
            Map<String, Double> member = new HashMap<>();
            for (String region : ALL) {
                if (random.nextDouble() >= missing) {
                    member.put(region, random.nextInt(12) * 10.0);
                }
            }
            members.add(member);
        }
        return members;
    }

    private static double worst(String region, List<Map<String, Double>> members) {
        return members.stream().mapToDouble(member -> member.get(region)).max().orElseThrow();
    }

    @Test
    void knowsTheConfiguredRegionsAndThoseWhoseNodesTakeSessions() {
        NodeDirectory directory =
                new NodeDirectory(
                        "node-a",
                        List.of(
                                node("node-a", "eu", true),
                                node("node-b", "na", false),
                                node("node-c", "sa", false).withLoad(100, false),
                                node("node-d", "asia", true),
                                node("node-e", "asia", false).withLoad(99, false)));
        assertThat(RegionChoice.of(List.of("eu=Europe", "na=A = B", "plain"), directory))
                .isEqualTo(new RegionChoice(Set.of("eu", "na", "plain"), Set.of("na", "asia")));
    }

    private static Optional<ProblemCode> refusal(String named, String measured) {
        return CHOICE.refusal(Optional.ofNullable(named), rtts(measured == null ? "" : measured))
                .map(Rejection::code);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none",
                "sa, none",
                "none, eu=0 na=10000 sa=0.5",
                "eu, na=12.25",
            })
    void takesConfiguredRegionsAlsoWithoutANode(String named, String measured) {
        assertThat(refusal(named, measured)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "mars, none, REGION_NOT_FOUND",
                "none, eu=1 mars=2, REGION_NOT_FOUND",
                "none, eu=1 eu=1, INVALID_BODY",
                "none, mars=1 mars=2, INVALID_BODY",
                "none, eu=-0.1, INVALID_BODY",
                "none, eu=10000.1, INVALID_BODY",
                "none, eu=NaN, INVALID_BODY",
                "none, eu=Infinity, INVALID_BODY",
            })
    void refusesWhatCannotHaveBeenMeasured(String named, String measured, ProblemCode code) {
        assertThat(refusal(named, measured)).contains(code);
    }

    @Test
    void takesAsManyRegionsAsTheContractSaysAndNoMore() {
        List<String> ids = IntStream.range(0, 33).mapToObj(i -> "r" + i).toList();
        RegionChoice many = new RegionChoice(Set.copyOf(ids), Set.of());
        List<RegionRtt> measured = ids.stream().map(id -> rtt(id, 1)).toList();
        assertThat(many.refusal(Optional.empty(), measured.subList(0, 32))).isEmpty();
        assertThat(many.refusal(Optional.empty(), measured).map(Rejection::code))
                .contains(ProblemCode.INVALID_BODY);
    }
}
