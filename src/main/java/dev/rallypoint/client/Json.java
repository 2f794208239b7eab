package dev.rallypoint.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON value (RFC 8259), immutable. Small on purpose: the SDK uses the JDK only. Numbers keep
 * the text they were read with, so that nothing is lost between reading and writing.
 */
public final class Json {
    /** What a value is. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** The bytes are not JSON, or a value is not of the kind that was asked for. */
    public static final class JsonException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        JsonException(String message) {
            super(message);
        }
    }

    public static final Json NULL = new Json(Kind.NULL, "null", List.of(), Map.of());
    private static final Json TRUE = new Json(Kind.BOOLEAN, "true", List.of(), Map.of());
    private static final Json FALSE = new Json(Kind.BOOLEAN, "false", List.of(), Map.of());

    private final Kind kind;
    private final String text;
    private final List<Json> items;
    private final Map<String, Json> members;

    private Json(Kind kind, String text, List<Json> items, Map<String, Json> members) {
        this.kind = kind;
        this.text = text;
        this.items = items;
        this.members = members;
    }

    /**
     * Reads exactly one value; depth at most 64.
     *
     * @throws JsonException for anything that RFC 8259 does not allow, and for a member named twice
     */
    public static Json parse(String text) {
        return new JsonParser(text).parse();
    }

    public static Json of(String value) {
        return new Json(Kind.STRING, value, List.of(), Map.of());
    }

    public static Json of(long value) {
        return numberOf(Long.toString(value));
    }

    /**
     * @throws JsonException for a number that JSON cannot say (NaN, infinite)
     */
    public static Json of(double value) {
        if (!Double.isFinite(value)) {
            throw new JsonException("JSON has no number " + value);
        }
        return numberOf(Double.toString(value));
    }

    public static Json of(boolean value) {
        return value ? TRUE : FALSE;
    }

    public static Json array(List<Json> items) {
        return new Json(Kind.ARRAY, "", List.copyOf(items), Map.of());
    }

    /** An object without members, to be filled by {@link #with}. */
    public static Json object() {
        return new Json(Kind.OBJECT, "", List.of(), Map.of());
    }

    static Json numberOf(String literal) {
        return new Json(Kind.NUMBER, literal, List.of(), Map.of());
    }

    /** Takes the collection over: the parser never touches it again. */
    static Json objectOf(LinkedHashMap<String, Json> members) {
        return new Json(Kind.OBJECT, "", List.of(), Collections.unmodifiableMap(members));
    }

    /** Takes the collection over: the parser never touches it again. */
    static Json arrayOf(ArrayList<Json> items) {
        return new Json(Kind.ARRAY, "", Collections.unmodifiableList(items), Map.of());
    }

    /** This object with one member more (or another value for it). */
    public Json with(String name, Json value) {
        LinkedHashMap<String, Json> more = new LinkedHashMap<>(members());
        more.put(name, value);
        return objectOf(more);
    }

    public Json with(String name, String value) {
        return with(name, of(value));
    }

    public Json with(String name, long value) {
        return with(name, of(value));
    }

    public Json with(String name, boolean value) {
        return with(name, of(value));
    }

    /** This object with the member only if there is a value. */
    public Json withText(String name, Optional<String> value) {
        return value.map(text -> with(name, text)).orElse(this);
    }

    public Kind kind() {
        return kind;
    }

    /** The members in the order they were written. */
    public Map<String, Json> members() {
        return expect(Kind.OBJECT).members;
    }

    public List<Json> items() {
        return expect(Kind.ARRAY).items;
    }

    public String text() {
        return expect(Kind.STRING).text;
    }

    /**
     * @throws JsonException also for a number with a fraction or beyond 64 bits
     */
    public long longValue() {
        try {
            return Long.parseLong(expect(Kind.NUMBER).text);
        } catch (NumberFormatException e) {
            throw new JsonException("not a whole number of 64 bits: " + text);
        }
    }

    public int intValue() {
        long value = longValue();
        if (value != (int) value) {
            throw new JsonException("not a whole number of 32 bits: " + text);
        }
        return (int) value;
    }

    /**
     * @throws JsonException also for a number beyond the range of a double
     */
    public double doubleValue() {
        double value = Double.parseDouble(expect(Kind.NUMBER).text);
        if (!Double.isFinite(value)) {
            throw new JsonException("beyond the range of a double");
        }
        return value;
    }

    public boolean truth() {
        return expect(Kind.BOOLEAN) == TRUE;
    }

    /** The member of that name. */
    public Json get(String name) {
        return find(name).orElseThrow(() -> new JsonException("no member " + name));
    }

    /** The member of that name; empty if it is missing or null. */
    public Optional<Json> find(String name) {
        return Optional.ofNullable(members().get(name)).filter(value -> value.kind != Kind.NULL);
    }

    /** The text of that member; empty if it is missing or null. */
    public Optional<String> findText(String name) {
        return find(name).map(Json::text);
    }

    private Json expect(Kind wanted) {
        if (kind != wanted) {
            throw new JsonException("expected " + wanted + " but found " + kind);
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Json that
                && kind == that.kind
                && text.equals(that.text)
                && items.equals(that.items)
                && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + text.hashCode() + items.hashCode() + members.hashCode();
    }

    /** The shortest JSON text of this value. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        writeTo(out);
        return out.toString();
    }

    private void writeTo(StringBuilder out) {
        switch (kind) {
            case STRING -> quote(text, out);
            case ARRAY -> writeItems(out);
            case OBJECT -> writeMembers(out);
            case NUMBER, BOOLEAN, NULL -> out.append(text);
        }
    }

    private void writeItems(StringBuilder out) {
        String separator = "[";
        for (Json item : items) {
            out.append(separator);
            item.writeTo(out);
            separator = ",";
        }
        out.append(items.isEmpty() ? "[]" : "]");
    }

    private void writeMembers(StringBuilder out) {
        String separator = "{";
        for (Map.Entry<String, Json> member : members.entrySet()) {
            out.append(separator);
            quote(member.getKey(), out);
            out.append(':');
            member.getValue().writeTo(out);
            separator = ",";
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                // Escaped surrogates survive UTF-8 even when they stand alone.
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
