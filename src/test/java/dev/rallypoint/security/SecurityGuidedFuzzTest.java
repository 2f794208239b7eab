package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.contract.FilterConfig;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.support.Frugal;
import dev.rallypoint.support.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CIDR blocks, lists of them, bans and changes of the packet filter. */
class SecurityGuidedFuzzTest {
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final FilterConfig CONFIGURED = new ConfigLoader().load().filter();

    private static final JsonNode SAVED_BAN = Samples.of(SavedBan.class);
    private static final String[] FILTER_KEYS = {
        "strangers",
        "requests",
        "payloads",
        "allow",
        "deny",
        "datagramsPerSource",
        "handshakesPerNode",
        "bytesPerSession",
        "attackPercent",
        "attackDrops"
    };

    /** A block holds its own first address, and is the same when it is read as it is written. */
    @FuzzTest
    void cidrBlock(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<CidrBlock> found = Frugal.decode(bytes.length, 64, () -> CidrBlock.find(text));
        if (found.isEmpty()) {
            return;
        }
        CidrBlock block = found.get();
        assertThat(block.prefixBits()).isBetween(0, 128);
        assertThat(CidrBlock.parse(block.text())).isEqualTo(block);
        boolean isAllOfBoth = block.prefixBits() < 96 && block.first().isIpv4();
        assertThat(block.contains(block.first())).isEqualTo(!isAllOfBoth);
        assertThat(CidrBlock.around(block.first(), block.prefixBits())).isEqualTo(block);
    }

    /** The firewall says the same as asking every block of the list, longest prefix first. */
    @FuzzTest
    void blockList(FuzzedDataProvider data) {
        PeerAddress asked =
                data.consumeBoolean()
                        ? PeerAddress.ofIpv4(data.consumeInt(), 0)
                        : new PeerAddress(data.consumeLong(), data.consumeLong(), 0);
        List<String> lines = data.consumeRemainingAsString().lines().toList();
        int half = lines.size() / 2;
        try {
            List<CidrBlock> allow = BlockLists.parse(lines.subList(0, half), "allow");
            List<CidrBlock> deny = BlockLists.parse(lines.subList(half, lines.size()), "deny");
            Firewall firewall = Firewall.of(allow, deny);
            assertThat(firewall.isDenied(asked)).isEqualTo(isDenied(asked, allow, deny));
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).contains(" line ");
        }
    }

    private static boolean isDenied(
            PeerAddress asked, List<CidrBlock> allow, List<CidrBlock> deny) {
        int denied = longest(asked, deny);
        return denied >= 0 && denied >= longest(asked, allow);
    }

    private static int longest(PeerAddress asked, List<CidrBlock> blocks) {
        return blocks.stream()
                .filter(block -> block.contains(asked))
                .map(CidrBlock::prefixBits)
                .max(Comparator.naturalOrder())
                .orElse(-1);
    }

    /** What an operator sends to {@code PUT /admin/v1/filter}: built, or said what is wrong. */
    @FuzzTest
    void filterChange(FuzzedDataProvider data) {
        Map<String, String> changes = new HashMap<>();
        for (int i = data.consumeInt(0, 3); i >= 0; i--) {
            String key =
                    data.consumeBoolean()
                            ? data.pickValue(FILTER_KEYS)
                            : data.consumeAsciiString(20);
            changes.put(key, data.consumeString(60));
        }
        List<Ban> bans = new ArrayList<>();
        bans.add(new Ban(1, Ban.CIDR, data.consumeRemainingAsString(), "why", 0, "op", NOW_MS));
        try {
            LoadedFilter filter = LoadedFilter.load(CONFIGURED, changes, bans);
            assertThat(filter.rules().tightened(50).rates().datagramsPerSource()).isPositive();
            assertThat(filter.rules().ofOneOf(3)).isNotNull();
        } catch (ConfigException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }

    /** Whatever an operator wants to ban: a ban in the one form it has, or a refusal. */
    @FuzzTest
    void ban(FuzzedDataProvider data) {
        String subject = data.pickValue(new String[] {Ban.PLAYER, Ban.DEVICE, Ban.CIDR, "other"});
        AddBan wish =
                new AddBan(
                        subject,
                        data.consumeString(70),
                        data.consumeString(220),
                        data.consumeLong(),
                        "operator");
        try {
            Ban ban = BanRules.banOf(wish, 7, NOW_MS);
            assertThat(ban.reason()).isNotBlank().hasSizeLessThanOrEqualTo(BanRules.MAX_REASON);
            AddBan again =
                    new AddBan(subject, ban.value(), ban.reason(), ban.untilMs(), ban.actor());
            assertThat(BanRules.banOf(again, 7, NOW_MS)).isEqualTo(ban);
            SavedBan saved = BanRules.decide(Optional.empty(), ban, NOW_MS);
            assertThat(BanCodec.decode(BanCodec.encode(saved))).isEqualTo(saved);
            assertThat(BanRules.isInForce(BanRules.lift(saved, NOW_MS), NOW_MS)).isFalse();
        } catch (RejectedException declared) {
            assertThat(declared.rejection().code().status()).isEqualTo(400);
        }
    }

    /** What another node or another version put into the cluster. */
    @FuzzTest
    void savedBan(FuzzedDataProvider data) {
        String text =
                data.consumeBoolean()
                        ? data.consumeRemainingAsString()
                        : Samples.edited(SAVED_BAN, data);
        try {
            SavedBan saved = Frugal.decode(text.length(), 1_000, () -> BanCodec.decode(text));
            assertThat(BanCodec.decode(BanCodec.encode(saved))).isEqualTo(saved);
        } catch (IllegalArgumentException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }
}
