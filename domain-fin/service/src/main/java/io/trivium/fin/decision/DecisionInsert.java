package io.trivium.fin.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.EventSequence;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stores decisions by batch: one statement of as many parameters as there are columns, each an array, so that PostgreSQL
 * plans it once for any number of rows. Thread-safe.
 */
final class DecisionInsert {

    /**
     * A column, how it is sent, and its value.
     *
     * @param type element type of the array that carries it
     * @param from what the column is made from, given the array's element {@code a}
     */
    private record Column(
            String name, String type, String from, Function<AuthorizationDecided, @Nullable Object> value) {
        static Column of(String name, String type, Function<AuthorizationDecided, @Nullable Object> value) {
            return new Column(name, type, name, value);
        }

        /** A column of the authorization, which events of the first release do not contain. */
        static Column ofAuthorization(String name, String type, Function<Authorization, @Nullable Object> value) {
            return of(name, type, decision -> {
                Authorization authorization = decision.authorization();
                return authorization == null ? null : value.apply(authorization);
            });
        }
    }

    private final ObjectMapper json;
    private final List<Column> columns;
    private final SqlUpdate insert;

    DecisionInsert(ObjectMapper json) {
        this.json = json;
        this.columns = columns();
        this.insert = SqlUpdate.of("insert into decision (tenant_id, " + names(Column::name) + ") select :tenant, "
                + names(Column::from) + " from unnest("
                + names(column -> ":" + column.name() + "::" + column.type() + "[]") + ") as row ("
                + names(Column::name) + ") on conflict do nothing");
    }

    private String names(Function<Column, String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }

    private List<Column> columns() {
        return List.of(
                Column.of("authorization_id", "text", AuthorizationDecided::authorizationId),
                Column.of("outcome", "text", decision -> decision.outcome().wireName()),
                Column.of("score", "float8", AuthorizationDecided::score),
                Column.of("threshold", "float8", AuthorizationDecided::threshold),
                Column.of("refer_threshold", "float8", AuthorizationDecided::referThreshold),
                Column.of("model_name", "text", AuthorizationDecided::modelName),
                Column.of("model_version", "text", AuthorizationDecided::modelVersion),
                Column.of("degraded", "bool", AuthorizationDecided::degraded),
                // Codes hold no commas, and an array of arrays would lose its shape on the way.
                new Column(
                        "reason_codes",
                        "text",
                        "string_to_array(reason_codes, ',')",
                        decision -> String.join(",", decision.reasonCodes())),
                new Column(
                        "features",
                        "text",
                        "features::jsonb",
                        decision -> decision.features().toJson()),
                Column.of("feature_set_version", "text", AuthorizationDecided::featureSetVersion),
                Column.of("content_hash", "text", AuthorizationDecided::contentHash),
                Column.of("occurred_at", "timestamptz", AuthorizationDecided::occurredAt),
                Column.of("decided_at", "timestamptz", AuthorizationDecided::decidedAt),
                Column.of("latency_ms", "int8", AuthorizationDecided::latencyMs),
                Column.ofAuthorization("pan_token", "text", Authorization::panToken),
                Column.ofAuthorization("terminal_id", "text", Authorization::terminalId),
                Column.ofAuthorization("amount", "numeric", Authorization::amount),
                Column.ofAuthorization("currency", "text", Authorization::currency),
                Column.ofAuthorization("merchant_id", "text", Authorization::merchantId),
                Column.ofAuthorization("mcc", "text", Authorization::mcc),
                Column.ofAuthorization("country", "text", Authorization::country),
                Column.ofAuthorization("channel", "text", authorization -> {
                    var channel = authorization.channel();
                    return channel == null ? null : channel.wireName();
                }),
                Column.ofAuthorization("card_present", "bool", Authorization::cardPresent),
                Column.of("events", "bytea", decision -> {
                    EventSequence events = decision.events();
                    return events == null ? null : events.toBytes();
                }),
                Column.ofAuthorization("customer_id", "text", Authorization::customerId),
                Column.ofAuthorization("device_id", "text", Authorization::deviceId),
                Column.ofAuthorization("counterparty_id", "text", Authorization::counterpartyId),
                Column.ofAuthorization("home_distance_km", "float8", Authorization::homeDistanceKm),
                ofList("rule_hits", AuthorizationDecided::ruleHits),
                ofList("shadow_hits", AuthorizationDecided::shadowHits),
                ofList("contributions", AuthorizationDecided::contributions));
    }

    /** As JSON; null for an empty list. */
    private Column ofList(String name, Function<AuthorizationDecided, List<?>> list) {
        return new Column(name, "text", name + "::jsonb", decision -> {
            List<?> values = list.apply(decision);
            return values.isEmpty() ? null : write(values);
        });
    }

    /**
     * Stores what is not stored yet, in a transaction of the tenant: the first decision of an id in the order given stays.
     *
     * @return rows added
     */
    int add(Connection connection, TenantId tenant, List<AuthorizationDecided> decisions) {
        var call = insert.on(connection).set("tenant", tenant);
        for (Column column : columns) call.array(column.name(), column.type(), values(column, decisions));
        return call.run();
    }

    private static @Nullable Object[] values(Column column, List<AuthorizationDecided> decisions) {
        @Nullable Object[] values = new Object[decisions.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = column.value().apply(decisions.get(i));
            values[i] = value instanceof Instant time ? time.toString() : value;
        }
        return column.type().equals("bytea") ? bytes(values) : values;
    }

    private static Object[] bytes(@Nullable Object[] values) {
        byte[][] bytes = new byte[values.length][];
        System.arraycopy(values, 0, bytes, 0, values.length);
        return bytes;
    }

    private String write(Object features) {
        try {
            return json.writeValueAsString(features);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("features cannot be written", e);
        }
    }
}
