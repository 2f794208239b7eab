package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnHostsTest {
    private static final OwnHosts HOSTS = new OwnHosts(List.of("node1.rally.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:25567",
                "10.0.0.7",
                "[::1]:25567",
                "[::1]",
                "fd00::1",
                "localhost",
                "LOCALHOST:1",
                "localhost.",
                "node1.rally.example:25567",
                "Node1.Rally.Example."
            })
    void addressesAndConfiguredNamesAreOurs(String authority) {
        assertThat(HOSTS.contains(OwnHosts.hostOf(authority))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":25567",
                "face:25567",
                "evil.example",
                "evil.example:25567",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "rally.example",
                "x.node1.rally.example",
                "node1",
                "127.1",
                "2130706433",
                "0x7f.0.0.1",
                "127.0.0.1:25567:evil.example",
                "user@127.0.0.1",
                "[evil.example]",
                "[::1].evil.example"
            })
    void everyOtherNameIsNot(String authority) {
        assertThat(HOSTS.contains(OwnHosts.hostOf(authority))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'',          '',       '',                      false",
        "none,        navigate, '',                      false",
        "same-origin, cors,     '',                      false",
        "same-origin, cors,     http://127.0.0.1:7,      false",
        "'',          '',       https://127.0.0.1:7,     false",
        "cross-site,  navigate, '',                      false",
        "cross-site,  navigate, http://evil.example,     true",
        "cross-site,  no-cors,  '',                      true",
        "same-site,   no-cors,  '',                      true",
        "cross-site,  cors,     http://evil.example,     true",
        "'',          '',       http://evil.example,     true",
        "'',          '',       null,                    true",
        "'',          '',       http://127.0.0.1:8,      true",
        "'',          '',       http://127.0.0.1,        true"
    })
    void aPageOfAnotherSiteMayLinkHereAndNothingMore(
            String site, String mode, String origin, boolean isOfAnotherSite) {
        assertThat(OwnHosts.isOfAnotherSite(site, mode, origin, "127.0.0.1:7"))
                .isEqualTo(isOfAnotherSite);
    }
}
