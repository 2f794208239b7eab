package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.runtime.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    @Test
    void whatIsShownHasNoParameters() {
        PostgresUrl url =
                PostgresUrl.of(
                        "store.url",
                        "jdbc:postgresql://a:5432,b:5432/game?targetServerType=primary");
        assertThat(url.where()).isEqualTo("a:5432,b:5432/game");
        assertThat(url.name()).isEqualTo("store.url: the database a:5432,b:5432/game");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://host/game",
                "jdbc:mysql://host/game",
                "jdbc:postgresql:game",
                "jdbc:postgresql://host",
                "jdbc:postgresql://host/",
                "jdbc:postgresql://ann:secret@host/game",
                "game"
            })
    void anythingElseIsRefusedWithTheKeyAndWithoutTheValue(String wrong) {
        assertThatThrownBy(() -> PostgresUrl.of("store.readUrl", wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("store.readUrl")
                .hasMessageContaining("jdbc:postgresql://host:port/database")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?user=ann", "?ssl=true&password=secret"})
    void loginsInAUrlAreRefusedSinceItIsShown(String parameters) {
        assertThatThrownBy(
                        () -> PostgresUrl.of("store.url", "jdbc:postgresql://h/game" + parameters))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("store.password")
                .hasMessageNotContaining("secret");
    }
}
