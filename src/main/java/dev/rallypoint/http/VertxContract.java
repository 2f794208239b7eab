package dev.rallypoint.http;

import io.vertx.core.file.FileSystem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.contract.SecurityRequirement;
import io.vertx.openapi.contract.SecurityScheme;
import io.vertx.openapi.contract.Server;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * openapi.yaml with one validator for each of its schemas. The library makes a new one for each
 * value of each call, with a copy of all schemas in it: a third of what a call allocated.
 */
record VertxContract(OpenAPIContract plain, SchemaRepository schemas) implements OpenAPIContract {
    static OpenAPIContract of(OpenAPIContract plain) {
        SchemaRepository schemas = plain.getSchemaRepository();
        Map<JsonSchema, Validator> validators = new IdentityHashMap<>();
        plain.operations().stream()
                .flatMap(VertxContract::schemasOf)
                .forEach(schema -> validators.put(schema, schemas.validator(schema)));
        return new VertxContract(plain, new Prepared(schemas, validators));
    }

    private static Stream<JsonSchema> schemasOf(Operation operation) {
        Stream<JsonSchema> parameters =
                operation.getParameters().stream().map(Parameter::getSchema);
        Stream<JsonSchema> body =
                Stream.ofNullable(operation.getRequestBody())
                        .flatMap(request -> request.getContent().values().stream())
                        .map(MediaType::getSchema);
        return Stream.concat(parameters, body);
    }

    @Override
    public SchemaRepository getSchemaRepository() {
        return schemas;
    }

    @Override
    public Operation operation(String operationId) {
        return plain.operation(operationId);
    }

    @Override
    public List<Operation> operations() {
        return plain.operations();
    }

    @Override
    public List<Path> getPaths() {
        return plain.getPaths();
    }

    @Override
    public JsonObject getRawContract() {
        return plain.getRawContract();
    }

    @Override
    public OpenAPIVersion getVersion() {
        return plain.getVersion();
    }

    @Override
    public List<Server> getServers() {
        return plain.getServers();
    }

    @Override
    public Path findPath(String urlPath) {
        return plain.findPath(urlPath);
    }

    @Override
    public Operation findOperation(String urlPath, HttpMethod method) {
        return plain.findOperation(urlPath, method);
    }

    @Override
    public List<SecurityRequirement> getSecurityRequirements() {
        return plain.getSecurityRequirements();
    }

    @Override
    public SecurityScheme securityScheme(String name) {
        return plain.securityScheme(name);
    }

    /**
     * Any thread may use them: validators change nothing in themselves when they validate. In the
     * schemas, which all of them share with or without us, they put a view of a part in the place
     * of that part, which is the same to all others.
     */
    private record Prepared(SchemaRepository plain, Map<JsonSchema, Validator> validators)
            implements SchemaRepository {
        @Override
        public Validator validator(JsonSchema schema) {
            Validator prepared = validators.get(schema);
            return prepared == null ? plain.validator(schema) : prepared;
        }

        @Override
        public Validator validator(String ref) {
            return plain.validator(ref);
        }

        @Override
        public Validator validator(String ref, JsonSchemaOptions options) {
            return plain.validator(ref, options);
        }

        @Override
        public Validator validator(
                JsonSchema schema, JsonSchemaOptions options, boolean dereference) {
            return plain.validator(schema, options, dereference);
        }

        @Override
        public SchemaRepository dereference(JsonSchema schema) {
            plain.dereference(schema);
            return this;
        }

        @Override
        public SchemaRepository dereference(String uri, JsonSchema schema) {
            plain.dereference(uri, schema);
            return this;
        }

        @Override
        public SchemaRepository preloadMetaSchema(FileSystem fs) {
            plain.preloadMetaSchema(fs);
            return this;
        }

        @Override
        public SchemaRepository preloadMetaSchema(FileSystem fs, Draft draft) {
            plain.preloadMetaSchema(fs, draft);
            return this;
        }

        @Override
        public JsonObject resolve(JsonObject schema) {
            return plain.resolve(schema);
        }

        @Override
        public JsonSchema find(String pointer) {
            return plain.find(pointer);
        }
    }
}
