package dev.rallypoint.security;

import dev.rallypoint.contract.FilterConfig;
import dev.rallypoint.runtime.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CIDR blocks that a configuration names, inline and in files. */
record BlockLists(List<CidrBlock> allow, List<CidrBlock> deny) {
    private static final char COMMENT = '#';

    /**
     * Reads the files; blocks.
     *
     * @throws ConfigException naming the key, or the file and its line
     */
    static BlockLists read(FilterConfig config) {
        return new BlockLists(
                read("filter.allow", config.allow(), config.allowFile()),
                read("filter.deny", config.deny(), config.denyFile()));
    }

    private static List<CidrBlock> read(String key, List<String> inline, String file) {
        List<CidrBlock> blocks = new ArrayList<>();
        for (String text : inline) {
            blocks.add(block(text, key));
        }
        if (!file.isBlank()) {
            blocks.addAll(parse(lines(key + "File", file), file));
        }
        return blocks;
    }

    /** One block a line; the rest of a line behind # is a comment. */
    static List<CidrBlock> parse(List<String> lines, String file) {
        List<CidrBlock> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comment = line.indexOf(COMMENT);
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!text.isEmpty()) {
                blocks.add(block(text, file + " line " + (i + 1)));
            }
        }
        return blocks;
    }

    private static CidrBlock block(String text, String where) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    where + ": " + text + " is not a CIDR block such as 192.0.2.0/24 or an address",
                    e);
        }
    }

    private static List<String> lines(String key, String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new ConfigException(key + " = " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
