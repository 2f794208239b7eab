package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BotRunIT {
    private static final RacePlan PLAN =
            new RacePlan(List.of(URI.create("http://127.0.0.1/")), 9, 4, 50, 2);

    private final ScreenLog screen = new ScreenLog();

    private RaceReport run(double loss, double duplication) throws InterruptedException {
        try (RelayLoop loop = RelayLoop.start("test")) {
            MemoryVenue venue = new MemoryVenue(loop, 5, loss, duplication);
            return BotRun.with(PLAN, screen, loop, venue::racer).run();
        }
    }

    @Test
    void isCleanWhenEveryStateArrives() throws InterruptedException {
        RaceReport report = run(0, 0);

        assertThat(report.players()).isEqualTo(9);
        assertThat(report.lobbies()).isEqualTo(3);
        assertThat(report.sent()).isEqualTo(9 * 50 * 2);
        assertThat(report.expected()).isEqualTo(report.sent() * 2);
        assertThat(report.delivered()).isEqualTo(report.expected());
        assertThat(report.errors()).isZero();
        assertThat(report.exitCode()).isZero();
        assertThat(report.longestGapMs()).isBetween(5.0, 1_000.0);
        assertThat(screen.liveLines).isNotEmpty().first().asString().contains("9 players");
    }

    @Test
    void everyPlayerTellsTheLobbyWhichRegionsAreNear() throws InterruptedException {
        try (RelayLoop loop = RelayLoop.start("test")) {
            MemoryVenue venue = new MemoryVenue(loop, 5, 0, 0);
            RacePlan brief = new RacePlan(PLAN.servers(), 3, 3, 20, 1);
            BotRun.with(brief, screen, loop, venue::racer).run();

            assertThat(venue.measured())
                    .hasSize(3)
                    .allMatch(
                            regions ->
                                    regions.equals(
                                            List.of(
                                                    new Api.RegionRtt("near", 12.5),
                                                    new Api.RegionRtt("far", 210))));
        }
    }

    @Test
    void findsTheLossOfALossyLinkAndEndsWithOne() throws InterruptedException {
        RaceReport report = run(0.05, 0);

        assertThat(report.lost()).isBetween(30L, 160L);
        assertThat(report.delivered()).isEqualTo(report.expected() - report.lost());
        assertThat(report.duplicated()).isZero();
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void findsDuplicatesOfALinkThatDoublesAndEndsWithOne() throws InterruptedException {
        RaceReport report = run(0, 0.05);

        assertThat(report.lost()).isZero();
        assertThat(report.duplicated()).isBetween(30L, 160L);
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void reportsLobbiesThatVanished() throws InterruptedException {
        try (RelayLoop loop = RelayLoop.start("test")) {
            MemoryVenue venue = new MemoryVenue(loop, 5, 0, 0);
            List<Integer> seconds = new ArrayList<>();
            RaceReport report =
                    BotRun.with(PLAN, screen, loop, venue::racer)
                            .onSecond(
                                    second -> {
                                        seconds.add(second);
                                        venue.forgetLobbies();
                                    })
                            .run();

            assertThat(seconds).startsWith(0, 1);
            assertThat(report.lobbiesLost()).isEqualTo(3);
            assertThat(report.seatsLost()).isEqualTo(9);
            assertThat(report.exitCode()).isEqualTo(1);
        }
    }
}
