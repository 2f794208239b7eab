package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.simulation.Crowd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTapeTest {
    private static final String LINE =
            "{\"ticketId\":\"t1\",\"gameMode\":\"race\",\"createdAtMs\":5,\"attributes\":{\"v\":\"2\"},"
                    + "\"members\":[{\"playerId\":\"p1\",\"skill\":{\"mu\":27.5,\"sigma\":3.0},"
                    + "\"roundTripMs\":{\"eu\":31},\"blocked\":[\"p9\"]}]}";

    @Test
    void whatWasWrittenIsReadAgainInTheOrderOfTime() {
        ModeRules rules = ModeRules.of(new ConfigLoader().load().matchmaking());
        List<Ticket> tickets = new Crowd(1, rules).tickets(200, 2);
        List<String> lines =
                new java.util.ArrayList<>(tickets.stream().map(TicketTape::line).toList());
        java.util.Collections.reverse(lines);

        assertThat(TicketTape.read(lines))
                .hasSameElementsAs(tickets)
                .isSortedAccordingTo(java.util.Comparator.comparingLong(Ticket::createdAtMs));
    }

    @Test
    void theFormIsTheOneOfTheGuide() {
        Ticket ticket = TicketTape.read(List.of("", LINE)).get(0);

        assertThat(ticket.members().get(0).skill().mu()).isEqualTo(27.5);
        assertThat(ticket.members().get(0).blocked()).containsExactly("p9");
        assertThat(TicketTape.read(List.of(TicketTape.line(ticket)))).containsExactly(ticket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{}", "7", "{\"ticketId\":\"t2\",\"members\":[]}"})
    void aLineThatIsNoTicketIsNamed(String wrong) {
        assertThatThrownBy(() -> TicketTape.read(List.of(LINE, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void aTicketThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> TicketTape.read(List.of(LINE, LINE)))
                .hasMessageContaining("line 2: t1 was there before");
    }

    @Test
    void theFilesOfSeveralNodesAreOneTape() {
        List<Ticket> first = TicketTape.read(List.of(LINE));
        List<Ticket> earlier =
                TicketTape.read(
                        List.of(LINE.replace("\"t1\"", "\"t0\"").replace("Ms\":5", "Ms\":3")));

        assertThat(TicketTape.together(List.of(first, earlier)))
                .extracting(Ticket::ticketId)
                .containsExactly("t0", "t1");
        assertThatThrownBy(() -> TicketTape.together(List.of(first, first)))
                .hasMessageContaining("t1 is in two files");
    }
}
