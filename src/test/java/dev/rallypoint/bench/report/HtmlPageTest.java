package dev.rallypoint.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
    private static final MachineFacts MACHINE =
            new MachineFacts("<CPU> & co", 2, "Linux", "Java", "X", "pinned", 4, 2, 100, "today");

    private static ScenarioResult raw(Findings findings) {
        Step step = Figures.step("2 lobbies", 1_000, 1_000, false, 0.5);
        return ScenarioResult.of(
                new ScenarioResult.Titled("raw", "raw · lobbies of 8"),
                step,
                step.latency(),
                findings,
                List.of(step));
    }

    private static String page(Findings findings, Map<String, Double> rivals) {
        return new HtmlPage(MACHINE, List.of(raw(findings)), rivals).render();
    }

    @Test
    void thePageNeedsNothingElseAndLeavesNoPlaceholder() {
        String page = page(new Findings(), Map.of("c-copy", 900.0));
        assertThat(page)
                .contains("<svg", "c-copy", "bad_tag", "2 lobbies")
                .doesNotContain("{{", "http:", "https:", "<script", "<link", "NaN", "Infinity");
    }

    @Test
    void textFromOutsideIsEscaped() {
        Findings findings = new Findings();
        findings.note("<b>note</b>");
        assertThat(page(findings, Map.of()))
                .contains("&lt;CPU&gt; &amp; co", "&lt;b&gt;note")
                .doesNotContain("<b>note");
    }

    @Test
    void aFailureIsShown() {
        Findings findings = new Findings();
        findings.fail("half of it was lost");
        assertThat(page(findings, Map.of())).contains("class='failure'>half of it was lost");
        assertThat(raw(findings).isClean()).isFalse();
    }
}
