package dev.rallypoint.docs;

import dev.rallypoint.contract.ConfigKey;
import dev.rallypoint.contract.Setting;
import java.util.ArrayList;
import java.util.List;

/** {@code conf/server.yaml} as the code says it must be: every key with its default, commented. */
public final class SampleConfiguration {
    private static final int LINE_LENGTH = 100;
    private static final String INDENT = "  ";
    private static final List<String> HEAD =
            List.of(
                    "# Rallypoint's configuration: every key with its default. Remove what you do"
                            + " not change.",
                    "# What is set later wins: this file, then the environment (relay.port is",
                    "# RALLYPOINT_RELAY_PORT), then --set relay.port=25565. Unknown keys are"
                            + " refused.",
                    "# `rallypoint config --print` shows what is in force and where each value came"
                            + " from.");

    private SampleConfiguration() {}

    public static List<String> lines() {
        List<String> lines = new ArrayList<>(HEAD);
        String group = "";
        for (ConfigKey key : ConfigKey.all()) {
            lines.add("");
            if (!key.group().equals(group)) {
                group = key.group();
                lines.add(group + ":");
            }
            lines.addAll(comment(key.setting().why()));
            lines.addAll(comment(facts(key)));
            lines.add(INDENT + key.component().getName() + ": " + value(key));
        }
        return lines;
    }

    /** {@code default 5, unit s, range 1..300}. */
    private static String facts(ConfigKey key) {
        Setting setting = key.setting();
        List<String> facts = new ArrayList<>();
        facts.add("default " + (setting.value().isEmpty() ? "empty" : setting.value()));
        if (!setting.unit().isEmpty()) {
            facts.add("unit " + setting.unit());
        }
        if (!key.range().isEmpty()) {
            facts.add("range " + key.range());
        }
        if (setting.secret()) {
            facts.add("secret");
        }
        return String.join("; ", facts);
    }

    private static String value(ConfigKey key) {
        String text = key.setting().value();
        return key.type() == String.class ? '"' + text + '"' : text;
    }

    private static List<String> comment(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(INDENT + "#");
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > LINE_LENGTH) {
                lines.add(line.toString());
                line = new StringBuilder(INDENT + "#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
