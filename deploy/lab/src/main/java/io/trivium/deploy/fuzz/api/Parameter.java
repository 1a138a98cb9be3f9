package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A parameter of an operation.
 *
 * @param in {@code path}, {@code query} or {@code header}
 * @param schema empty where the contract has none
 */
record Parameter(String in, String name, boolean required, JsonNode schema) {}
