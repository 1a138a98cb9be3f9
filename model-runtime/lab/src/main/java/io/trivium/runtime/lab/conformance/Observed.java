package io.trivium.runtime.lab.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What a server answered.
 *
 * @param status the HTTP status, or the name of the gRPC code
 * @param body the JSON, or the message as JSON; of a failed call over gRPC its message and details. Missing when there is none
 * @param binary what followed the JSON, as hexadecimal digits
 * @param headers by lower-case name
 */
record Observed(String status, JsonNode body, String binary, Map<String, String> headers) {}
