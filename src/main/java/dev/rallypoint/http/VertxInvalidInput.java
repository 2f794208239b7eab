package dev.rallypoint.http;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says in one sentence which field is wrong and what it must be; never repeats the value. */
final class VertxInvalidInput {
    private static final Pattern PARAMETER =
            Pattern.compile("(?:path|query|header|cookie) parameter ([\\w-]+)");
    private static final Pattern MISSING = Pattern.compile("required property \"(\\w+)\"");
    private static final Pattern FIELD = Pattern.compile("^#/(\\w+)");

    private VertxInvalidInput() {}

    /** The validator's complaint, if that is what made the call fail. */
    static Optional<ValidatorException> in(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(ValidatorException.class::isInstance)
                .map(ValidatorException.class::cast)
                .findFirst();
    }

    static Rejection toRejection(ValidatorException invalid, RoutingContext ctx) {
        Optional<Operation> operation = VertxCalls.operationOf(ctx);
        Matcher parameter = PARAMETER.matcher(invalid.getMessage());
        if (parameter.find()) {
            String name = parameter.group(1);
            return new Rejection(
                    ProblemCode.INVALID_PARAMETER,
                    sentence(name, operation.flatMap(op -> schemaOfParameter(op, name))));
        }
        if (invalid instanceof SchemaValidationException broken) {
            return new Rejection(
                    ProblemCode.INVALID_BODY,
                    firstField(broken.getOutputUnit())
                            .map(name -> sentence(name, operation.flatMap(o -> property(o, name))))
                            .orElse("The body must be a JSON object."));
        }
        return notJson(invalid);
    }

    private static Rejection notJson(ValidatorException invalid) {
        return switch (invalid.type()) {
            case MISSING_REQUIRED_PARAMETER ->
                    new Rejection(ProblemCode.INVALID_BODY, "This call needs a JSON body.");
            case UNSUPPORTED_VALUE_FORMAT -> Rejection.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
            case ILLEGAL_VALUE ->
                    invalid.getMessage().startsWith("Can't decode URL")
                            ? new Rejection(
                                    ProblemCode.INVALID_PARAMETER,
                                    "A parameter is not percent-encoded correctly.")
                            : new Rejection(ProblemCode.INVALID_BODY, "The body is not JSON.");
            default -> Rejection.of(ProblemCode.INVALID_BODY);
        };
    }

    private static Optional<String> firstField(OutputUnit result) {
        List<OutputUnit> errors = result.getErrors();
        return errors.stream()
                .flatMap(
                        error ->
                                Stream.of(
                                                FIELD.matcher(error.getInstanceLocation()),
                                                MISSING.matcher(String.valueOf(error.getError())))
                                        .filter(Matcher::find)
                                        .map(found -> found.group(1)))
                .findFirst();
    }

    private static String sentence(String name, Optional<Map<String, Object>> schema) {
        return name + schema.map(s -> " must be " + SchemaWords.of(s)).orElse(" is invalid") + ".";
    }

    private static Optional<Map<String, Object>> schemaOfParameter(Operation op, String name) {
        return op.getParameters().stream()
                .filter(parameter -> parameter.getName().equals(name))
                .map(Parameter::getSchema)
                .map(VertxInvalidInput::toMap)
                .findFirst();
    }

    private static Optional<Map<String, Object>> property(Operation operation, String name) {
        JsonObject properties =
                VertxCalls.bodySchema(operation)
                        .map(schema -> schema.<JsonObject>get("properties"))
                        .orElseGet(JsonObject::new);
        return Optional.ofNullable(properties.getJsonObject(name)).map(JsonObject::getMap);
    }

    private static Map<String, Object> toMap(JsonSchema schema) {
        return new JsonObject(schema.toString()).getMap();
    }
}
