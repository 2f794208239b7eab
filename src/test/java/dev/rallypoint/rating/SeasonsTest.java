package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.rating.Seasons.Season;
import dev.rallypoint.runtime.ConfigException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeasonsTest {
    private static RatingConfig config(List<String> reporters, String... seasons) {
        return new RatingConfig(
                List.of(),
                10,
                730,
                reporters,
                60,
                3_600,
                500,
                List.of(seasons),
                "matched",
                false,
                List.of(),
                10);
    }

    private static Seasons of(String... seasons) {
        return Seasons.of(config(List.of(), seasons));
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @Test
    void aSeasonEndsWhereTheNextBegins() {
        Seasons seasons = of("one=2026-01-01", "two=2026-04-01");
        assertThat(seasons.at(at("2025-12-31T23:59:59.999Z"))).isEmpty();
        assertThat(seasons.at(at("2026-01-01T00:00:00Z")).map(Season::id)).contains("one");
        assertThat(seasons.at(at("2026-03-31T23:59:59.999Z")).map(Season::id)).contains("one");
        assertThat(seasons.at(at("2026-04-01T00:00:00Z")).map(Season::id)).contains("two");
        assertThat(seasons.at(at("2036-04-01T00:00:00Z")).map(Season::id)).contains("two");
    }

    @Test
    void withoutSeasonsThereIsNone() {
        assertThat(of().at(0)).isEmpty();
    }

    @Test
    void whatIsNoSeasonIsRefusedByItsName() {
        for (String[] wrong :
                List.of(
                        new String[] {"one"},
                        new String[] {"one=soon"},
                        new String[] {"One=2026-01-01"},
                        new String[] {"one=2026-01-01", "one=2026-02-01"},
                        new String[] {"one=2026-02-01", "two=2026-01-01"})) {
            assertThatThrownBy(() -> of(wrong))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("rating.seasons");
        }
    }

    @Test
    void reportersAreThoseOfTheMode() {
        ResultTerms terms = ResultTerms.of(config(List.of("a=host", "b=operator")));
        assertThat(terms.reporter("a")).isEqualTo(Reporter.HOST);
        assertThat(terms.reporter("b")).isEqualTo(Reporter.OPERATOR);
        assertThat(terms.reporter("c")).isEqualTo(Reporter.MAJORITY);
        assertThatThrownBy(() -> ResultTerms.of(config(List.of("a=me"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rating.reporters");
    }
}
