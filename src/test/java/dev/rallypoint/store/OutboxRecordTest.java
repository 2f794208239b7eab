package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutboxRecordTest {
    static Stream<OutboxRecord<?>> records() {
        return Stream.of(
                new OutboxRecord<>(
                        OutboxKind.PLAYER,
                        new RegisterGuest("p1", "Ann B\n", Optional.empty(), 7),
                        7),
                new OutboxRecord<>(
                        OutboxKind.MATCH_STARTED,
                        new MatchStarted(
                                "m",
                                "l",
                                "race",
                                Optional.of("spa"),
                                "eu",
                                8,
                                List.of(new MatchMember("p1", MatchOrigin.MATCHED)),
                                Optional.of("p1"),
                                LobbyKind.PUBLIC),
                        8),
                new OutboxRecord<>(OutboxKind.MATCH_ENDED, new MatchEnded("m", 9), 9),
                new OutboxRecord<>(
                        OutboxKind.AUDIT, new AuditEntry(9, "p1", "kick", "p2", "lobby l"), 10),
                new OutboxRecord<>(
                        OutboxKind.LOGIN, new SavedLogin("l1", "p1", "{\"a\":1}", 3, 12), 11),
                new OutboxRecord<>(OutboxKind.REVOCATION, new Revocation("p1", 13), 13));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordIsReadAsItWasWritten(OutboxRecord<?> record) {
        assertThat(OutboxRecord.of(record.text())).contains(record);
        assertThat(OutboxRecord.atMsOf(record.text())).isEqualTo(record.atMs());
    }

    @Test
    void membersThatAnOlderVersionKeptCameAlone() {
        OutboxRecord<?> record = records().skip(1).findFirst().orElseThrow();
        String older = record.text().replace(",\"party\":null", "");
        assertThat(older).isNotEqualTo(record.text());
        assertThat(OutboxRecord.of(older)).contains(record);
    }

    @Test
    void differentThingsHaveDifferentKeys() {
        assertThat(records().map(OutboxRecord::key).distinct()).hasSize(6);
        assertThat(OutboxKind.AUDIT.key().apply(new AuditEntry(9, "p1", "kick", "p2", "lobby m")))
                .isNotEqualTo(
                        OutboxKind.AUDIT
                                .key()
                                .apply(new AuditEntry(9, "p1", "kick", "p2", "lobby l")));
    }

    @Test
    void aRecordOfAnotherVersionIsLeftToIt() {
        assertThat(OutboxRecord.of("9 store.newer {\"x\":1}")).isEmpty();
        assertThat(OutboxRecord.of("9 store.match-ended {\"matchId\":{}}")).isEmpty();
    }

    @Test
    void fieldsOfANewerVersionAreSkipped() {
        assertThat(
                        OutboxRecord.of(
                                "9 store.match-ended"
                                        + " {\"matchId\":\"m\",\"endedAtMs\":9,\"newer\":1}"))
                .map(OutboxRecord::key)
                .contains("match-ended/m");
    }
}
