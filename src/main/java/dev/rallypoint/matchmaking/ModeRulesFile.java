package dev.rallypoint.matchmaking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.rallypoint.contract.MatchmakingConfig;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the rules of game modes: the settings, and the file with what is different for a mode. */
public final class ModeRulesFile {
    private static final ObjectMapper YAML =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());

    /** Of the node, not of a mode. */
    private static final Set<String> OF_THE_NODE = Set.of("modesFile", "intervalMs");

    private ModeRulesFile() {}

    /**
     * @throws ConfigException naming the file, the game mode, the key and what is wrong
     */
    public static ModeRulesBook load(MatchmakingConfig config) {
        Map<String, ModeRules> byMode = new HashMap<>();
        changes(config)
                .forEach(
                        (mode, changes) ->
                                byMode.put(
                                        mode,
                                        rules(
                                                changed(config, mode, changes),
                                                where(config, mode))));
        return new ModeRulesBook(rules(config, "the configuration"), byMode);
    }

    /**
     * The settings as they are for one mode.
     *
     * @throws ConfigException as {@link #load}
     */
    public static MatchmakingConfig settings(MatchmakingConfig config, String mode) {
        JsonNode changes = changes(config).get(mode);
        return changes == null ? config : changed(config, mode, changes);
    }

    private static Map<String, JsonNode> changes(MatchmakingConfig config) {
        Map<String, JsonNode> changes = new HashMap<>();
        if (!config.modesFile().isBlank()) {
            tree(Path.of(config.modesFile()))
                    .properties()
                    .forEach(mode -> changes.put(mode.getKey(), mode.getValue()));
        }
        return changes;
    }

    private static String where(MatchmakingConfig config, String mode) {
        return config.modesFile() + ", game mode " + mode;
    }

    private static MatchmakingConfig changed(
            MatchmakingConfig config, String mode, JsonNode changes) {
        String source = where(config, mode);
        if (!changes.isObject()) {
            throw new ConfigException(source + " is not a map of matchmaking keys");
        }
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (OF_THE_NODE.contains(change.getKey())) {
                throw new ConfigException(
                        source + ": matchmaking." + change.getKey() + " cannot differ by mode");
            }
            JsonNode value = change.getValue();
            values.put(
                    change.getKey(), value.isContainerNode() ? value.toString() : value.asText());
        }
        return ConfigLoader.change(config, values, source);
    }

    /**
     * @param source of the settings, for the message
     * @throws ConfigException naming the key and what is wrong
     */
    public static ModeRules rules(MatchmakingConfig config, String source) {
        try {
            return ModeRules.of(config);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException(source + ": " + wrong.getMessage(), wrong);
        }
    }

    private static JsonNode tree(Path file) {
        try {
            JsonNode tree = YAML.readTree(Files.readString(file));
            if (tree.isMissingNode() || tree.isNull()) {
                return YAML.createObjectNode();
            }
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + " is not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ConfigException(
                    "matchmaking.modesFile = " + file + " cannot be read: " + e.getMessage(), e);
        }
        throw new ConfigException(file + " must be a YAML map of game modes");
    }
}
