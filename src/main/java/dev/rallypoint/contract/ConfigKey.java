package dev.rallypoint.contract;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One key of the configuration tree.
 *
 * @param group the first part, such as {@code relay}
 * @param component the record component behind it
 */
public record ConfigKey(String group, RecordComponent component) {

    /** All keys, in the order of {@link Config}. */
    public static List<ConfigKey> all() {
        List<ConfigKey> keys = new ArrayList<>();
        for (RecordComponent group : Config.class.getRecordComponents()) {
            for (RecordComponent component : group.getType().getRecordComponents()) {
                keys.add(new ConfigKey(group.getName(), component));
            }
        }
        return keys;
    }

    /** {@code relay.maxSessions}. */
    public String name() {
        return group + "." + component.getName();
    }

    /** {@code RALLYPOINT_RELAY_MAX_SESSIONS}. */
    public String environmentName() {
        return environmentName(name());
    }

    /** The environment variable of a key of that name. */
    public static String environmentName(String name) {
        String words = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_');
        return ("RALLYPOINT_" + words).toUpperCase(Locale.ROOT);
    }

    public Setting setting() {
        return component.getAnnotation(Setting.class);
    }

    /** int, long, boolean, String or List. */
    public Class<?> type() {
        return component.getType();
    }

    /** Whether the value is any unsigned 64-bit number. */
    public boolean isUnsigned64() {
        return setting().min() == Long.MIN_VALUE;
    }

    /** {@code 1..1000000}, {@code text|json}, or empty if anything goes. */
    public String range() {
        if (setting().oneOf().length > 0) {
            return String.join("|", setting().oneOf());
        }
        if (type() == boolean.class) {
            return "true|false";
        }
        if (isUnsigned64()) {
            return "0..2^64-1";
        }
        return type() == int.class || type() == long.class
                ? setting().min() + ".." + setting().max()
                : "";
    }
}
