package dev.rallypoint.docs;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ConfigKey;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Setting;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.runtime.LogSubsystem;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A table of OPERATIONS.md, between {@code <!-- table: name -->} and {@code <!-- end -->}, as the
 * code says it must be.
 */
public enum DocTable {
    CONFIG("config", DocTable::config),
    METRICS("metrics", DocTable::metrics),
    DROP_REASONS("drop reasons", DocTable::dropReasons),
    PROBLEM_CODES("problem codes", DocTable::problemCodes),
    BUS("bus addresses", DocTable::bus),
    LOG_FILES("log files", DocTable::logFiles);

    private static final String END = "<!-- end -->";

    private final String title;
    private final Supplier<List<String>> rows;

    DocTable(String title, Supplier<List<String>> rows) {
        this.title = title;
        this.rows = rows;
    }

    /** Header included. */
    public List<String> expectedRows() {
        return rows.get();
    }

    /** The table's lines in the document. */
    public List<String> rowsIn(List<String> document) {
        return document.subList(first(document), last(document));
    }

    /** The document with this table as it must be. */
    public List<String> writeInto(List<String> document) {
        List<String> written = new ArrayList<>(document.subList(0, first(document)));
        written.addAll(expectedRows());
        written.addAll(document.subList(last(document), document.size()));
        return written;
    }

    private int first(List<String> document) {
        int marker = document.indexOf("<!-- table: " + title + " -->");
        if (marker < 0) {
            throw new AssertionError("no line <!-- table: " + title + " -->");
        }
        return marker + 1;
    }

    private int last(List<String> document) {
        int from = first(document);
        return from + document.subList(from, document.size()).indexOf(END);
    }

    private static List<String> config() {
        List<String> lines = header("Key", "Default", "Unit", "Range", "What for, and why");
        for (ConfigKey key : ConfigKey.all()) {
            Setting setting = key.setting();
            String value = setting.value().isEmpty() ? "(empty)" : code(setting.value());
            String why = setting.secret() ? setting.why() + " Secret." : setting.why();
            lines.add(row(code(key.name()), value, setting.unit(), key.range(), why));
        }
        return lines;
    }

    private static List<String> metrics() {
        List<String> lines = header("Metric", "Kind", "Labels", "What it says");
        for (Metric metric : Metric.values()) {
            lines.add(
                    row(
                            code(metric.metricName()),
                            metric.kind().name().toLowerCase(Locale.ROOT),
                            metric.labels().stream()
                                    .map(DocTable::code)
                                    .collect(Collectors.joining(" ")),
                            metric.help()));
        }
        return lines;
    }

    private static List<String> dropReasons() {
        List<String> lines = header("Reason", "What arrived");
        for (DropReason reason : DropReason.values()) {
            lines.add(row(code(reason.label()), reason.meaning()));
        }
        return lines;
    }

    private static List<String> problemCodes() {
        List<String> lines = header("Code", "Status", "Meaning");
        for (ProblemCode problem : ProblemCode.values()) {
            lines.add(
                    row(code(problem.code()), Integer.toString(problem.status()), problem.title()));
        }
        return lines;
    }

    private static List<String> bus() {
        List<String> lines = header("Address", "Kind", "Scope", "Timeout", "Question", "Answer");
        for (Field field : BusContract.class.getFields()) {
            Object address = valueOf(field);
            if (address instanceof BusContract.Request<?, ?> request) {
                lines.add(
                        row(
                                code(request.address()),
                                "request",
                                request.scope().name().toLowerCase(Locale.ROOT),
                                request.timeoutMs() + " ms",
                                type(field, 0),
                                type(field, 1)));
            } else if (address instanceof BusContract.Topic<?> topic) {
                String scope = topic.scope().name().toLowerCase(Locale.ROOT);
                lines.add(row(code(topic.address()), "topic", scope, "", type(field, 0), ""));
            }
        }
        return lines;
    }

    private static Object valueOf(Field constant) {
        try {
            return constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError("a public constant", e);
        }
    }

    private static String type(Field field, int argument) {
        Type type = ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[argument];
        return code(((Class<?>) type).getSimpleName());
    }

    private static List<String> logFiles() {
        List<String> lines = header("File", "Subsystem in the line");
        for (LogSubsystem subsystem : LogSubsystem.values()) {
            lines.add(row(code(subsystem.label() + ".log"), code(subsystem.label())));
        }
        return lines;
    }

    private static List<String> header(String... names) {
        List<String> lines = new ArrayList<>();
        lines.add(row(names));
        lines.add("|" + "---|".repeat(names.length));
        return lines;
    }

    private static String row(String... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
