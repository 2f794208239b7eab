package dev.rallypoint.apifuzz;

import dev.rallypoint.contract.ProblemCode;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is true of every answer, whatever was asked. */
final class Oracle {
    private static final String PROBLEM = "application/problem+json";
    private static final Set<String> ABOUT_FORM =
            Set.of("invalid_body", "invalid_parameter", "malformed_request", "body_too_large");

    /** What a node says that hands its matches over. */
    private static final Set<String> DRAINING = Set.of("shutting_down", "no_relay");

    /** Of owners who kick themselves: which parameter is wrong depends on who calls. */
    private static final String KICK = "kickMember";

    private Oracle() {}

    /**
     * What is wrong with the answer; empty if nothing is.
     *
     * @param isDrained whether an operator may have told the node to take nobody
     */
    static Optional<String> judge(Call call, Answer answer, boolean isDrained) {
        if (answer.status() == 0) {
            return Optional.of("no answer");
        }
        if (answer.status() < 200) {
            return Optional.of("another protocol");
        }
        boolean mayBeAway = isDrained && object(answer.text()).filter(Oracle::isAway).isPresent();
        if (isDrained && call.operation().names(answer.status())) {
            return judgeSuccess(call, answer);
        }
        if (answer.status() >= 500 && !mayBeAway) {
            return Optional.of("the server failed");
        }
        return answer.status() >= 400 ? judgeRefusal(call, answer) : judgeSuccess(call, answer);
    }

    private static boolean isAway(JsonObject problem) {
        return DRAINING.contains(problem.getString("code", ""));
    }

    private static Optional<String> judgeRefusal(Call call, Answer answer) {
        if (!answer.type().equals(PROBLEM)) {
            return Optional.of("a refusal that is no problem+json");
        }
        if (call.isHead()) {
            return Optional.empty();
        }
        Optional<JsonObject> problem = object(answer.text());
        if (problem.isEmpty()) {
            return Optional.of("a problem that is no JSON object");
        }
        String code = problem.get().getString("code", "");
        boolean isKnown =
                Stream.of(ProblemCode.values())
                        .anyMatch(
                                known ->
                                        known.code().equals(code)
                                                && known.status() == answer.status());
        if (!isKnown) {
            return Optional.of("not a code of that status");
        }
        if (call.expected() == Call.Expected.WELL_FORMED
                && ABOUT_FORM.contains(code)
                && !call.operation().id().equals(KICK)) {
            return Optional.of("refused for its form, in which nothing is wrong");
        }
        return wrongBody(call, answer, PROBLEM);
    }

    private static Optional<String> judgeSuccess(Call call, Answer answer) {
        boolean isAsMeant = call.method().equals(call.operation().method());
        boolean isItsPath = call.operation().matches(call.target().split("\\?", 2)[0]);
        if (!isAsMeant || !isItsPath) {
            // Another operation, a preflight or the head of a page: its own calls are judged.
            return Optional.empty();
        }
        if (call.operation().response(answer.status()).isEmpty()) {
            return Optional.of("a status that the contract does not name");
        }
        if (call.expected() == Call.Expected.BAD_BODY) {
            return Optional.of("taken, though the body is not of its schema");
        }
        return answer.status() == 204
                ? Optional.of("a body where there is none").filter(any -> answer.body().length > 0)
                : wrongBody(call, answer, answer.type());
    }

    private static Optional<String> wrongBody(Call call, Answer answer, String type) {
        Optional<JsonObject> media =
                call.operation()
                        .response(answer.status())
                        .map(response -> response.getJsonObject("content", new JsonObject()))
                        .map(content -> content.getJsonObject(type));
        if (media.isEmpty()) {
            return Optional.of("a media type that the contract does not name");
        }
        JsonObject schema = media.get().getJsonObject("schema");
        if (schema == null || type.equals("text/event-stream")) {
            return Optional.empty();
        }
        try {
            return call.operation()
                    .contract()
                    .whyInvalid(schema, Json.decodeValue(answer.text()))
                    .map(why -> "not of its schema: " + why);
        } catch (DecodeException notJson) {
            return Optional.of("not JSON");
        }
    }

    private static Optional<JsonObject> object(String text) {
        try {
            return Json.decodeValue(text) instanceof JsonObject found
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (DecodeException notJson) {
            return Optional.empty();
        }
    }
}
