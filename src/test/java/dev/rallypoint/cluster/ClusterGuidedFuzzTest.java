package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.support.Frugal;
import dev.rallypoint.support.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What nodes tell each other, and what a node finds of its last life. */
class ClusterGuidedFuzzTest {
    private static final JsonNode ENTRY = Samples.of(HazelcastNodes.Entry.class);
    private static final long NOW_MS = 1_800_000_000_000L;

    @FuzzTest
    void ballot(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            Ballot ballot = Frugal.decode(bytes.length, 2_000, () -> Ballot.ofText(text));
            assertThat(Ballot.ofText(ballot.toText())).isEqualTo(ballot);
            if (!ballot.isUnknown()) {
                assertThat(ballot.learn(ballot)).isEqualTo(ballot);
                ballot.isTied();
            }
        } catch (IllegalArgumentException declared) {
            assertThat(declared.getMessage()).isNotNull();
        }
    }

    @FuzzTest
    void keySets(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            KeySets keys = Frugal.decode(bytes.length, 2_000, () -> KeySets.of(text));
            assertThat(KeySets.of(keys.toText()).toText()).isEqualTo(keys.toText());
            assertThat(keys.refusal(keys, NOW_MS)).isEmpty();
            assertThat(keys.lackingOf(keys, NOW_MS)).isEmpty();
        } catch (IllegalArgumentException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void nodeFacts(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        NodeFacts facts = new NodeFacts().with("relay.protocolId", "1");
        Optional<String> differences =
                Frugal.decode(bytes.length, 2_000, () -> facts.differences(text));
        differences.ifPresent(found -> assertThat(found).contains(" here, "));
        assertThat(facts.differences(facts.toText())).isEmpty();
    }

    /** A node's entry in the map of nodes; left out if another version wrote it. */
    @FuzzTest
    void nodeEntry(FuzzedDataProvider data) {
        String text =
                data.consumeBoolean()
                        ? data.consumeRemainingAsString()
                        : Samples.edited(ENTRY, data);
        Frugal.decode(text.length(), 1_000, () -> HazelcastNodes.decode(text))
                .ifPresent(
                        entry ->
                                assertThat(HazelcastNodes.decode(HazelcastNodes.encode(entry)))
                                        .contains(entry));
    }
}
