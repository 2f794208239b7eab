package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.StateLayout.Field;
import dev.rallypoint.anticheat.StateLayout.Part;
import dev.rallypoint.anticheat.StateLayout.Type;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Makes a layout of its YAML: the standard one at an offset, or part by part. */
final class LayoutReader {
    private static final String STANDARD = "standard";
    private static final String ORDER = "order";

    /** A payload has not more. */
    private static final int MAX_OFFSET = 1_200;

    private enum Endian {
        LITTLE,
        BIG
    }

    private LayoutReader() {}

    static StateLayout read(YamlMap layout) {
        if (layout.has(STANDARD)) {
            layout.withOnly(Set.of(STANDARD));
            return StateLayout.standard(layout.wholeNumber(STANDARD, 0, 0, MAX_OFFSET));
        }
        Map<Part, Field> fields = new EnumMap<>(Part.class);
        for (String key : layout.keys()) {
            if (!key.equals(ORDER)) {
                fields.put(part(layout, key), field(layout.map(key)));
            }
        }
        Endian endian = layout.word(ORDER, "little", Endian.class);
        return new StateLayout(
                endian == Endian.LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, fields);
    }

    /** {@code velocityX} as the constant is called. */
    private static Part part(YamlMap layout, String key) {
        String words = key.replaceAll("([a-z])([A-Z])", "$1_$2");
        return YamlMap.constant(words, layout.where() + key, Part.class);
    }

    private static Field field(YamlMap field) {
        field.withOnly(Set.of("at", "type", "scale"));
        return new Field(
                field.wholeNumber("at", -1, 0, MAX_OFFSET),
                field.word("type", "(missing)", Type.class),
                field.number("scale", 1, -1e9, 1e9));
    }
}
