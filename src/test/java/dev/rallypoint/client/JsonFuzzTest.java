package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.Json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonFuzzTest {
    private static final long SEED = 1_234_567;
    private static final String SOUP = "{}[]\",:\\u0123456789abcdefE+-.truefalsnl \n\u0000\ud800é";

    private final Random random = new Random(SEED);

    @Test
    void readsBackWhatItWrites() {
        for (int i = 0; i < 20_000; i++) {
            Json value = value(0);
            assertThat(Json.parse(value.toString()))
                    .as("seed %d, value %d", SEED, i)
                    .isEqualTo(value);
        }
    }

    @Test
    void answersAnyTextWithAValueOrItsOneException() {
        int values = 0;
        for (int i = 0; i < 200_000; i++) {
            values += isJson(i % 2 == 0 ? soup() : mutated(value(0).toString()), i) ? 1 : 0;
        }
        assertThat(values).as("seed %d", SEED).isBetween(1_000, 199_000);
    }

    private boolean isJson(String text, int number) {
        try {
            Json value = Json.parse(text);
            assertThat(Json.parse(value.toString()))
                    .as("seed %d, text %d", SEED, number)
                    .isEqualTo(value);
            return true;
        } catch (JsonException declared) {
            return false;
        }
    }

    private String soup() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(SOUP.charAt(random.nextInt(SOUP.length())));
        }
        return text.toString();
    }

    private String mutated(String text) {
        StringBuilder mutant = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0 && mutant.length() > 0; i--) {
            int at = random.nextInt(mutant.length());
            switch (random.nextInt(3)) {
                case 0 -> mutant.deleteCharAt(at);
                case 1 -> mutant.insert(at, SOUP.charAt(random.nextInt(SOUP.length())));
                default -> mutant.setCharAt(at, (char) random.nextInt(0x10000));
            }
        }
        return mutant.toString();
    }

    private Json value(int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> Json.of(random.nextLong());
            case 1 -> Json.of(random.nextGaussian() * Math.pow(10, random.nextInt(40)));
            case 2 -> Json.of(text());
            case 3 -> Json.of(random.nextBoolean());
            case 4 -> Json.NULL;
            case 5 -> array(depth);
            default -> object(depth);
        };
    }

    private Json array(int depth) {
        List<Json> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            items.add(value(depth + 1));
        }
        return Json.array(items);
    }

    private Json object(int depth) {
        Json object = Json.object();
        for (int i = random.nextInt(5); i > 0; i--) {
            object = object.with(text(), value(depth + 1));
        }
        return object;
    }

    /** Any chars, lone surrogates included. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
        }
        return text.toString();
    }
}
