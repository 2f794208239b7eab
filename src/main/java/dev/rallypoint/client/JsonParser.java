package dev.rallypoint.client;

import dev.rallypoint.client.Json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Reads RFC 8259 text, strictly: no comments, no trailing commas, no leading zeros. */
final class JsonParser {
    /** Deeper input is refused before it can exhaust the stack. */
    static final int MAX_DEPTH = 64;

    private static final char END = '\uffff';

    private final String text;
    private int at;
    private int depth;

    JsonParser(String text) {
        this.text = text;
    }

    Json parse() {
        Json value = value();
        skipSpace();
        if (at != text.length()) {
            throw refusal("text after the value");
        }
        return value;
    }

    private Json value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> Json.of(string());
            case 't' -> word("true", Json.of(true));
            case 'f' -> word("false", Json.of(false));
            case 'n' -> word("null", Json.NULL);
            default -> number();
        };
    }

    private Json object() {
        descend();
        LinkedHashMap<String, Json> members = new LinkedHashMap<>();
        boolean more = opens('{', '}');
        while (more) {
            skipSpace();
            String name = string();
            skipSpace();
            take(':');
            if (members.put(name, value()) != null) {
                throw refusal("a member named twice");
            }
            more = continues('}');
        }
        depth--;
        return Json.objectOf(members);
    }

    private Json array() {
        descend();
        ArrayList<Json> items = new ArrayList<>();
        boolean more = opens('[', ']');
        while (more) {
            items.add(value());
            more = continues(']');
        }
        depth--;
        return Json.arrayOf(items);
    }

    private void descend() {
        if (++depth > MAX_DEPTH) {
            throw refusal("deeper than " + MAX_DEPTH);
        }
    }

    private boolean opens(char open, char close) {
        take(open);
        skipSpace();
        if (peek() == close) {
            at++;
            return false;
        }
        return true;
    }

    private boolean continues(char close) {
        skipSpace();
        if (peek() == ',') {
            at++;
            return true;
        }
        take(close);
        return false;
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw refusal("an unknown word");
        }
        at += word.length();
        return value;
    }

    private Json number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return Json.numberOf(text.substring(start, at));
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw refusal("a digit is missing");
        }
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw refusal("a control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw refusal("an unknown escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = next();
            // Character.digit also takes digits of other scripts.
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw refusal("not four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private void skipSpace() {
        while (" \t\r\n".indexOf(peek()) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private char next() {
        if (at == text.length()) {
            throw refusal("the end is missing");
        }
        return text.charAt(at++);
    }

    private void take(char wanted) {
        if (at == text.length() || text.charAt(at) != wanted) {
            throw refusal("'" + wanted + "' is missing");
        }
        at++;
    }

    private JsonException refusal(String what) {
        return new JsonException("not JSON at character " + at + ": " + what);
    }
}
