package dev.rallypoint.ops;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a JSON body. Every reader throws {@link RejectedException} INVALID_BODY with the
 * field's name if the field is of another kind.
 */
record VertxFields(JsonObject json) {
    VertxFields requireOnly(Set<String> known) {
        for (String name : json.fieldNames()) {
            if (!known.contains(name)) {
                throw invalid("the fields of this call are " + String.join(", ", known));
            }
        }
        return this;
    }

    /** Empty if it is absent or null. */
    Optional<String> text(String name, int maxLength) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank() && text.length() <= maxLength) {
            return Optional.of(text.strip());
        }
        throw invalid(name + " must be a text of 1 to " + maxLength + " characters");
    }

    String requiredText(String name, int maxLength) {
        return text(name, maxLength).orElseThrow(() -> invalid(name + " is needed"));
    }

    static RejectedException invalid(String detail) {
        return new RejectedException(ProblemCode.INVALID_BODY, detail);
    }
}
