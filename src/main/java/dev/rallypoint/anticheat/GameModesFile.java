package dev.rallypoint.anticheat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.rallypoint.anticheat.spi.StateRules;
import dev.rallypoint.contract.AnticheatConfig;
import dev.rallypoint.runtime.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Reads game modes: those that come with the program, then the operator's file. */
public final class GameModesFile {
    private static final ObjectMapper YAML =
            new ObjectMapper(
                            YAMLFactory.builder()
                                    .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String SHIPPED = "game-modes.yaml";

    private GameModesFile() {}

    /**
     * @throws ConfigException naming the file, the game mode, and what is wrong
     */
    public static GameModes load(AnticheatConfig config) {
        List<GameMode> modes = new ArrayList<>(read(SHIPPED, shipped()));
        if (!config.gameModesFile().isBlank()) {
            Path file = Path.of(config.gameModesFile());
            modes.addAll(read(file.toString(), text(file)));
        }
        GameModes all = new GameModes(modes);
        return config.shadow() ? all.asShadow() : all;
    }

    private static String shipped() {
        try (InputStream in = GameModesFile.class.getResourceAsStream("/" + SHIPPED)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(SHIPPED + " is part of the program", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(
                    "anticheat.gameModesFile = " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The modes of one document. */
    static List<GameMode> read(String name, String yaml) {
        Map<String, StateRules> custom = new HashMap<>();
        ServiceLoader.load(StateRules.class).forEach(rules -> custom.put(rules.name(), rules));
        List<GameMode> modes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> mode : tree(name, yaml).properties()) {
            try {
                modes.add(GameModeReader.read(mode.getKey(), mode.getValue(), custom));
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException(
                        name + ", game mode " + mode.getKey() + ": " + wrong.getMessage(), wrong);
            }
        }
        return modes;
    }

    private static JsonNode tree(String name, String yaml) {
        try {
            JsonNode tree = YAML.readTree(yaml);
            if (tree.isMissingNode() || tree.isNull()) {
                return YAML.createObjectNode();
            }
            if (!tree.isObject()) {
                throw new ConfigException(name + " must be a YAML map of game modes");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new ConfigException(name + " is not YAML: " + e.getOriginalMessage(), e);
        }
    }
}
