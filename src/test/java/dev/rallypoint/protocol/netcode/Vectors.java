package dev.rallypoint.protocol.netcode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named bytes from a file of lines {@code name = hex}. */
record Vectors(Map<String, byte[]> values) {
    static Vectors load(String resource) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/netcode/" + resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(l -> l.contains(" = ")).toList()) {
                String[] parts = line.split(" = ");
                values.put(parts[0], HexFormat.of().parseHex(parts[1]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Vectors(values);
    }

    byte[] get(String name) {
        byte[] value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no vector " + name);
        }
        return value;
    }
}
