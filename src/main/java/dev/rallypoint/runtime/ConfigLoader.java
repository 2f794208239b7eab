package dev.rallypoint.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.ConfigKey;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the configuration: defaults, then the YAML file, then the environment, then {@code --set};
 * the later wins. What is unknown, of the wrong type or out of range is refused with key, value and
 * range.
 */
public final class ConfigLoader {
    /** A value and where it came from: default, a file's name, an environment variable or --set. */
    public record Value(String text, String source) {}

    private static final ObjectMapper YAML =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());
    private static final String ENVIRONMENT_PREFIX = "RALLYPOINT_";
    private static final String ASSIGNED = "--set";
    private static final int SHOWN = 200;
    private static final String REDACTED = "(set, not shown)";

    private final Map<String, ConfigKey> keys = new LinkedHashMap<>();
    private final Map<String, Value> values = new TreeMap<>();

    /** The key that was meant by a name of an earlier version. */
    private final Map<String, String> formerNames = new TreeMap<>();

    public ConfigLoader() {
        for (ConfigKey key : ConfigKey.all()) {
            keys.put(key.name(), key);
            values.put(key.name(), new Value(key.setting().value(), "default"));
            if (!key.setting().formerly().isEmpty()) {
                formerNames.put(key.setting().formerly(), key.name());
            }
        }
    }

    /**
     * @throws ConfigException if the file is missing, no YAML, or has an unknown key
     */
    public ConfigLoader file(Path file) {
        JsonNode tree = parse(file);
        if (tree.isMissingNode() || tree.isNull()) {
            return this;
        }
        if (!tree.isObject()) {
            throw new ConfigException(file + " must be a YAML map of groups such as relay:");
        }
        for (Map.Entry<String, JsonNode> group : tree.properties()) {
            putGroup(group.getKey(), group.getValue(), file.toString());
        }
        return this;
    }

    private void putGroup(String group, JsonNode entries, String source) {
        if (entries.isNull() || entries.isTextual() && entries.textValue().isEmpty()) {
            return;
        }
        if (!entries.isObject()) {
            throw unknown(group, source);
        }
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            put(group + "." + entry.getKey(), textOf(entry.getValue()), source);
        }
    }

    private static JsonNode parse(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + " is not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration file " + file, e);
        }
    }

    private static String textOf(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    /**
     * @throws ConfigException for a RALLYPOINT_ variable that names no key
     */
    public ConfigLoader environment(Map<String, String> environment) {
        Map<String, String> byVariable = new TreeMap<>();
        keys.values().forEach(key -> byVariable.put(key.environmentName(), key.name()));
        formerNames.forEach(
                (former, name) -> byVariable.put(ConfigKey.environmentName(former), name));
        environment.forEach(
                (variable, text) -> {
                    if (byVariable.containsKey(variable)) {
                        put(byVariable.get(variable), text, variable);
                    } else if (variable.startsWith(ENVIRONMENT_PREFIX)) {
                        throw new ConfigException(
                                "unknown environment variable "
                                        + variable
                                        + "; did you mean "
                                        + NearestWord.of(variable, byVariable.keySet())
                                        + "?");
                    }
                });
        return this;
    }

    /**
     * @param assignments {@code group.key=value}
     * @throws ConfigException for an unknown key or a missing =
     */
    public ConfigLoader assignments(List<String> assignments) {
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 0) {
                throw new ConfigException("--set wants group.key=value, not " + assignment);
            }
            put(assignment.substring(0, equals), assignment.substring(equals + 1), ASSIGNED);
        }
        return this;
    }

    private void put(String name, String text, String source) {
        String known = formerNames.getOrDefault(name, name);
        if (!keys.containsKey(known)) {
            throw unknown(name, source);
        }
        values.put(known, new Value(text, source));
    }

    private ConfigException unknown(String name, String source) {
        return new ConfigException(
                "unknown key "
                        + name
                        + " in "
                        + source
                        + "; did you mean "
                        + NearestWord.of(name, keys.keySet())
                        + "?");
    }

    /**
     * @throws ConfigException for the first value that is of the wrong type or out of range
     */
    public Config load() {
        List<Object> groups = new ArrayList<>();
        for (RecordComponent group : Config.class.getRecordComponents()) {
            List<Object> parts = new ArrayList<>();
            for (RecordComponent component : group.getType().getRecordComponents()) {
                parts.add(read(keys.get(group.getName() + "." + component.getName())));
            }
            groups.add(construct(group.getType(), parts));
        }
        return construct(Config.class, groups);
    }

    /**
     * A group with other values for some of its keys, checked as those of a file are.
     *
     * @param values by key without its group, as text like in a file
     * @param source where they came from, for the messages
     * @throws ConfigException for an unknown key, and for the first value that is of the wrong type
     *     or out of range
     */
    public static <G extends Record> G change(G group, Map<String, String> values, String source) {
        ConfigLoader loader = new ConfigLoader();
        String name =
                Arrays.stream(Config.class.getRecordComponents())
                        .filter(component -> component.getType() == group.getClass())
                        .findFirst()
                        .orElseThrow()
                        .getName();
        values.forEach((key, text) -> loader.put(name + "." + key, text, source));
        List<Object> parts = new ArrayList<>();
        for (RecordComponent component : group.getClass().getRecordComponents()) {
            parts.add(
                    values.containsKey(component.getName())
                            ? loader.read(loader.keys.get(name + "." + component.getName()))
                            : part(group, component));
        }
        return construct(typeOf(group), parts);
    }

    @SuppressWarnings("unchecked")
    private static <G> Class<G> typeOf(G group) {
        return (Class<G>) group.getClass();
    }

    private static Object part(Record group, RecordComponent component) {
        try {
            return component.getAccessor().invoke(group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a config record has public accessors", e);
        }
    }

    private static <T> T construct(Class<T> type, List<Object> parts) {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(parts.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a config record has a canonical constructor", e);
        }
    }

    private Object read(ConfigKey key) {
        Value value = values.get(key.name());
        try {
            return convert(key, value.text().strip());
        } catch (IllegalArgumentException | JsonProcessingException e) {
            String shown = key.setting().secret() ? REDACTED : shortened(value.text());
            String unit = key.setting().unit().isEmpty() ? "" : " " + key.setting().unit();
            throw new ConfigException(
                    key.name()
                            + " = "
                            + shown
                            + " (from "
                            + value.source()
                            + ") is not "
                            + (key.range().isEmpty() ? "a list of words" : key.range() + unit),
                    e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static Object convert(ConfigKey key, String text) throws JsonProcessingException {
        if (key.type() == int.class) {
            return Math.toIntExact(inRange(key, Long.decode(text)));
        }
        if (key.type() == long.class) {
            return key.isUnsigned64() ? unsigned(text) : inRange(key, Long.decode(text));
        }
        if (key.type() == boolean.class) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(text);
            }
            return Boolean.valueOf(text);
        }
        List<String> legal = List.of(key.setting().oneOf());
        if (key.type() == List.class) {
            List<String> words = listOf(text);
            if (!legal.isEmpty() && !legal.containsAll(words)) {
                throw new IllegalArgumentException(text);
            }
            return words;
        }
        if (!legal.isEmpty() && !legal.contains(text)) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static long inRange(ConfigKey key, long number) {
        if (number < key.setting().min() || number > key.setting().max()) {
            throw new IllegalArgumentException(Long.toString(number));
        }
        return number;
    }

    private static long unsigned(String text) {
        return text.startsWith("0x")
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : Long.parseUnsignedLong(text);
    }

    /** {@code [a, b]} or {@code a, b}. */
    private static List<String> listOf(String text) throws JsonProcessingException {
        JsonNode list = YAML.readTree(text.startsWith("[") ? text : "[" + text + "]");
        List<String> words = new ArrayList<>();
        for (JsonNode word : list) {
            if (word.isContainerNode()) {
                throw new IllegalArgumentException(text);
            }
            words.add(word.asText());
        }
        return List.copyOf(words);
    }

    /**
     * Secrets that came by {@code --set}: every user of the machine sees the words of a command,
     * and a crash report repeats them.
     */
    public List<String> secretsOnTheCommandLine() {
        return keys.values().stream()
                .filter(key -> key.setting().secret())
                .map(ConfigKey::name)
                .filter(name -> values.get(name).source().equals(ASSIGNED))
                .toList();
    }

    /** The effective values as YAML with the source of each; secrets are never shown. */
    public String print() {
        StringBuilder out = new StringBuilder();
        String group = "";
        for (ConfigKey key : keys.values()) {
            if (!key.group().equals(group)) {
                group = key.group();
                out.append(group).append(":\n");
            }
            Value value = values.get(key.name());
            String shown =
                    key.setting().secret() && !value.text().isEmpty() ? REDACTED : value.text();
            out.append("  ").append(key.component().getName()).append(": ");
            out.append(yaml(key, shown)).append("  # ").append(value.source()).append('\n');
        }
        return out.toString();
    }

    private static String yaml(ConfigKey key, String text) {
        return key.type() == String.class ? '"' + text.replace("\"", "\\\"") + '"' : text;
    }
}
