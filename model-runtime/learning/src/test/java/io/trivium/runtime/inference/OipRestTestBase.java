package io.trivium.runtime.inference;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol over REST, for callers who arrive by either route. */
abstract class OipRestTestBase {
    abstract RequestSpecification client();

    private ValidatableResponse infer(String model, String json) {
        return client().contentType("application/json")
                .body(json)
                .post("/v2/models/" + model + "/infer")
                .then();
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) all.put(part);
        return all.array();
    }

    private Response inferBinary(String model, String json, byte[]... data) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return client().contentType("application/octet-stream")
                .header("Inference-Header-Content-Length", header.length)
                .body(join(header, join(data)))
                .post("/v2/models/" + model + "/infer");
    }

    @Test
    void saysThatItLivesAndIsReadyToAnyone() {
        given().get("/v2/health/live").then().statusCode(200).body("live", equalTo(true));
        given().get("/v2/health/ready").then().statusCode(200).body("ready", equalTo(true));
    }

    @Test
    void passesOnWhatAnotherServerAnswersFor() {
        infer("other-sum", """
                {"inputs": [{"name": "x", "datatype": "FP32", "shape": [2, 3], "data": [1, 2, 3, 1, 1, 1]}]}""")
                .statusCode(200)
                .body("model_name", equalTo("other-sum"))
                .body("model_version", equalTo("1"))
                .body("outputs[0].data", contains(14f, 6f));
        client().get("/v2/models/other-sum").then().statusCode(200).body("inputs[0].shape", contains(-1, 3));
        client().get("/v2/models/other-sum/ready").then().statusCode(200);
        infer("other-sum", """
                {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1, 2]}]}""").statusCode(400).body("error", containsString("expects shape [-1, 3]"));
        String tooMany = "[9, 3], \"data\": [" + "1, ".repeat(26) + "1]";
        infer("other-sum", "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": " + tooMany + "}]}")
                .statusCode(400)
                .body("error", containsString("the server that answers for model 'other-sum' did not"));
    }

    @Test
    void describesServerAndModels() {
        client().get("/v2")
                .then()
                .statusCode(200)
                .body("name", equalTo("trivium"))
                .body(
                        "extensions",
                        hasItems(
                                "binary_tensor_data",
                                "model_configuration",
                                "model_repository",
                                "schedule_policy",
                                "statistics"));
        for (String path : List.of("/v2/models/sum", "/v2/models/sum/versions/1")) {
            client().get(path)
                    .then()
                    .statusCode(200)
                    .body("name", equalTo("sum"))
                    .body("versions", hasItem("1"))
                    .body("platform", equalTo("onnxruntime_onnx"))
                    .body("inputs[0].name", equalTo("x"))
                    .body("inputs[0].datatype", equalTo("FP32"))
                    .body("inputs[0].shape", contains(-1, 3))
                    .body("outputs[0].name", equalTo("sum"))
                    .body("outputs[0].shape", contains(-1, 1));
            client().get(path + "/ready")
                    .then()
                    .statusCode(200)
                    .body("name", equalTo("sum"))
                    .body("ready", equalTo(true));
        }
    }

    @Test
    void saysWhatIsNotThere() {
        client().get("/v2/models/none").then().statusCode(404).body("error", containsString("none"));
        client().get("/v2/models/sum/versions/9").then().statusCode(404).body("error", containsString("'9'"));
        client().get("/v2/models/none/ready").then().statusCode(404).body("ready", equalTo(false));
        client().get("/v2/models/sum/versions/9/ready").then().statusCode(404).body("ready", equalTo(false));
        infer("none", "{\"inputs\":[]}").statusCode(404).body("error", containsString("none"));
        client().contentType("application/json")
                .body("{\"inputs\":[]}")
                .post("/v2/models/sum/versions/9/infer")
                .then()
                .statusCode(404);
        client().get("/v2/nothing").then().statusCode(404);
        client().get("/v2/models/sum/infer").then().statusCode(405);
    }

    @Test
    void takesFlatAndNestedDataAndEchoesTheId() {
        for (String data : List.of("[1,2,3,4,5,6]", "[[1,2,3],[4,5,6]]")) {
            infer(
                            "sum",
                            "{\"id\":\"r-1\",\"inputs\":[{\"name\":\"x\",\"shape\":[2,3],\"datatype\":\"FP32\",\"data\":"
                                    + data + "}]}")
                    .statusCode(200)
                    .contentType("application/json")
                    .body("id", equalTo("r-1"))
                    .body("model_name", equalTo("sum"))
                    .body("model_version", equalTo("1"))
                    .body("outputs[0].name", equalTo("sum"))
                    .body("outputs[0].datatype", equalTo("FP32"))
                    .body("outputs[0].shape", contains(2, 1))
                    .body("outputs[0].data", contains(14f, 32f));
        }
        infer("sum", "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[0,0,0]}]}")
                .statusCode(200)
                .body("$", not(hasKey("id")));
    }

    @Test
    void takesTheFieldsOfAnInputInAnyOrderAndNamedOutputs() {
        infer("sum", """
                {"parameters": {"priority": 1, "timeout": 5000000, "unknown": "ignored"}, "other": [1, {"a": 2}],
                 "outputs": [{"name": "sum", "parameters": {"binary_data": false}}],
                 "inputs": [{"data": [[1, 1, 1]], "datatype": "FP32", "parameters": {"x": 1}, "shape": [1, 3], "name": "x"}]}
                """).statusCode(200).body("outputs[0].data", contains(6f));
    }

    @Test
    void carriesEveryDatatypeInJson() {
        infer("identity", """
                {"inputs": [
                 {"name":"in_bool","shape":[1,2],"datatype":"BOOL","data":[true,false]},
                 {"name":"in_uint8","shape":[1,2],"datatype":"UINT8","data":[0,255]},
                 {"name":"in_int8","shape":[1,2],"datatype":"INT8","data":[-128,127]},
                 {"name":"in_int16","shape":[1,2],"datatype":"INT16","data":[-32768,32767]},
                 {"name":"in_int32","shape":[1,2],"datatype":"INT32","data":[-2147483648,2147483647]},
                 {"name":"in_int64","shape":[1,2],"datatype":"INT64","data":[-9223372036854775808,9007199254740993]},
                 {"name":"in_fp16","shape":[1,2],"datatype":"FP16","data":[0.5,-65504]},
                 {"name":"in_bf16","shape":[1,2],"datatype":"BF16","data":[0.5,-256]},
                 {"name":"in_fp32","shape":[1,2],"datatype":"FP32","data":[1.5e-6,3.0]},
                 {"name":"in_fp64","shape":[1,2],"datatype":"FP64","data":[1e-300,0.1]},
                 {"name":"in_bytes","shape":[1,2],"datatype":"BYTES","data":["","卡 \\u20ac"]}]}
                """)
                .statusCode(200)
                .body("outputs.find{it.name=='out_bool'}.data", contains(true, false))
                .body("outputs.find{it.name=='out_uint8'}.data", contains(0, 255))
                .body("outputs.find{it.name=='out_int8'}.data", contains(-128, 127))
                .body("outputs.find{it.name=='out_int16'}.data", contains(-32768, 32767))
                .body("outputs.find{it.name=='out_int32'}.data", contains(-2147483648, 2147483647))
                .body("outputs.find{it.name=='out_int64'}.data", contains(-9223372036854775808L, 9007199254740993L))
                .body("outputs.find{it.name=='out_fp16'}.data", contains(0.5f, -65504f))
                .body("outputs.find{it.name=='out_bf16'}.data", contains(0.5f, -256f))
                .body("outputs.find{it.name=='out_fp32'}.data", contains(1.5e-6f, 3f))
                .body("outputs.find{it.name=='out_fp64'}.data[1]", equalTo(0.1f))
                .body("outputs.find{it.name=='out_bytes'}.data", contains("", "卡 €"));
    }

    @Test
    void takesAndGivesBinaryTensors() {
        String json =
                "{\"id\":\"b\",\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"shape\":[2,3],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":24}}]}";
        Response response = inferBinary("sum", json, floats(1, 2, 3, 4, 5, 6));
        assertEquals(200, response.statusCode(), response.asString());
        assertEquals("application/octet-stream", response.contentType());
        byte[] body = response.asByteArray();
        int header = Integer.parseInt(response.header("Inference-Header-Content-Length"));
        String answer = new String(body, 0, header, StandardCharsets.UTF_8);
        assertEquals(
                "{\"model_name\":\"sum\",\"model_version\":\"1\",\"id\":\"b\",\"parameters\":{\"degraded\":false},\"outputs\":[{\"name\":\"sum\",\"datatype\":\"FP32\",\"shape\":[2,1],\"parameters\":{\"binary_data_size\":8}}]}",
                answer);
        assertArrayEquals(floats(14, 32), Arrays.copyOfRange(body, header, body.length));
    }

    @Test
    void carriesEveryDatatypeInBinary() {
        byte[] bytes = {3, 0, 0, 0, 'a', 'b', 'c', 0, 0, 0, 0};
        byte[] fp16 = {0, 0x38, 0, (byte) 0xBC};
        StringBuilder inputs = new StringBuilder();
        List<byte[]> data = new ArrayList<>();
        String[][] tensors = {
            {"bool", "BOOL"},
            {"uint8", "UINT8"},
            {"int8", "INT8"},
            {"int16", "INT16"},
            {"int32", "INT32"},
            {"int64", "INT64"},
            {"fp16", "FP16"},
            {"bf16", "BF16"},
            {"fp32", "FP32"},
            {"fp64", "FP64"},
            {"bytes", "BYTES"}
        };
        int[] sizes = {1, 1, 1, 2, 4, 8, 2, 2, 4, 8, 0};
        for (int i = 0; i < tensors.length; i++) {
            byte[] element = sizes[i] == 0
                    ? bytes
                    : tensors[i][1].endsWith("16") && tensors[i][1].startsWith("F") ? fp16 : new byte[2 * sizes[i]];
            if (sizes[i] > 0 && !Arrays.equals(element, fp16)) element[0] = 1;
            data.add(element);
            inputs.append(i == 0 ? "" : ",")
                    .append(
                            "{\"name\":\"in_%s\",\"shape\":[1,2],\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}"
                                    .formatted(tensors[i][0], tensors[i][1], element.length));
        }
        StringBuilder outputs = new StringBuilder();
        for (String[] tensor : tensors) {
            outputs.append(outputs.isEmpty() ? "" : ",")
                    .append("{\"name\":\"out_%s\",\"parameters\":{\"binary_data\":true}}".formatted(tensor[0]));
        }
        Response response = inferBinary(
                "identity", "{\"inputs\":[" + inputs + "],\"outputs\":[" + outputs + "]}", data.toArray(byte[][]::new));
        assertEquals(200, response.statusCode(), response.asString());
        byte[] body = response.asByteArray();
        int header = Integer.parseInt(response.header("Inference-Header-Content-Length"));
        assertArrayEquals(join(data.toArray(byte[][]::new)), Arrays.copyOfRange(body, header, body.length));
    }

    @Test
    void mixesBinaryAndJsonPerOutput() {
        String json =
                "{\"parameters\":{\"binary_data_output\":true},\"outputs\":[{\"name\":\"sum\",\"parameters\":{\"binary_data\":false}}],\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":12}}]}";
        inferBinary("sum", json, floats(1, 1, 1))
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("outputs[0].data", contains(6f));
    }

    @Test
    void takesARawRequest() {
        Response response = client().contentType("application/octet-stream")
                .header("Inference-Header-Content-Length", 0)
                .body(floats(1, 2, 3, 4, 5, 6))
                .post("/v2/models/sum/versions/1/infer");
        assertEquals(200, response.statusCode(), response.asString());
        byte[] body = response.asByteArray();
        int header = Integer.parseInt(response.header("Inference-Header-Content-Length"));
        assertArrayEquals(floats(14, 32), Arrays.copyOfRange(body, header, body.length));
        client().contentType("application/octet-stream")
                .header("Inference-Header-Content-Length", 0)
                .body(new byte[22])
                .post("/v2/models/identity/infer")
                .then()
                .statusCode(400)
                .body("error", containsString("one input"));
        client().contentType("application/octet-stream")
                .header("Inference-Header-Content-Length", 0)
                .body(new byte[13])
                .post("/v2/models/sum/infer")
                .then()
                .statusCode(400)
                .body("error", containsString("12 bytes"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "not json | not the JSON",
                "[] | not a JSON object",
                "{} | no 'inputs'",
                "{\"inputs\":[]} trailing | not the JSON",
                "{\"inputs\":[],\"inputs\":[]} | Duplicate",
                "{\"inputs\":{}} | 'inputs' is not a list",
                "{\"inputs\":[1]} | an input is not a JSON object",
                "{\"inputs\":[]} | missing input 'x'",
                "{\"inputs\":[{\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]} | no 'name'",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"data\":[1,2,3]}]} | no 'shape'",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"data\":[1,2,3]}]} | no 'datatype'",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\"}]} | neither 'data' nor binary",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP31\",\"data\":[1,2,3]}]} | no datatype 'FP31'",
                "{\"inputs\":[{\"name\":\"y\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]} | unexpected input 'y'",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP64\",\"data\":[1,2,3]}]} | expects datatype FP32, got FP64",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]} | expects shape [-1, 3], got [1, 4]",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]} | expects shape [-1, 3], got [3]",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[0,3],\"datatype\":\"FP32\",\"data\":[]}]} | expects shape [-1, 3], got [0, 3]",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[-1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]} | integer of 0 or more",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[4000000000,4000000000],\"datatype\":\"FP32\",\"data\":[1]}]} | too large",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1000000,3],\"datatype\":\"FP32\",\"data\":[1]}]} | cannot hold",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2]}]} | expects 3 elements for shape [1, 3], got 2",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]} | got more",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,3],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4,5,6]]}]} | nested lists",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[[[1,2,3]]]}]} | nested lists",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,\"2\",3]}]} | element 1 of input 'x' must be a number",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,null,3]}]} | must be a number",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,NaN,3]}]} | not the JSON",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,1e39,3]}]} | fits FP32",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[9,3],\"datatype\":\"FP32\",\"data\":[1,2,3,1,2,3,1,2,3,1,2,3,1,2,3,1,2,3,1,2,3,1,2,3,1,2,3]}]} | batch of 9 rows is larger",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]},{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]} | given twice",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}],\"outputs\":[{\"name\":\"z\"}]} | unexpected output 'z'",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}],\"outputs\":[{\"name\":\"sum\",\"parameters\":{\"classification\":1}}]} | classification",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}],\"parameters\":{\"timeout\":\"soon\"}} | parameter 'timeout' must be",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}],\"parameters\":{\"priority\":-1}} | 0 or more",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3],\"parameters\":{\"binary_data_size\":12}}]} | both 'data' and binary"
            })
    void saysWhatIsWrongWithARequest(String json, String expected) {
        infer("sum", json).statusCode(400).contentType("application/json").body("error", containsString(expected));
    }

    @Test
    void refusesIntegersThatDoNotFit() {
        for (String[] wrong : new String[][] {
            {"UINT8", "256"},
            {"UINT8", "-1"},
            {"INT8", "128"},
            {"INT32", "1.5"},
            {"INT64", "9223372036854775808"},
            {"BOOL", "1"},
            {"BYTES", "1"}
        }) {
            String name = "in_" + wrong[0].toLowerCase(java.util.Locale.ROOT);
            infer(
                            "identity",
                            "{\"inputs\":[{\"name\":\"%s\",\"shape\":[1,2],\"datatype\":\"%s\",\"data\":[%s,0]}]}"
                                    .formatted(name, wrong[0], wrong[1]))
                    .statusCode(400)
                    .body("error", startsWith("element 0 of input '" + name + "' must be"));
        }
    }

    @Test
    void refusesBinaryDataThatDoesNotFit() {
        String json =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}]}";
        inferBinary("sum", json.formatted(12), floats(1, 2))
                .then()
                .statusCode(400)
                .body("error", containsString("8 bytes of binary data are left"));
        inferBinary("sum", json.formatted(8), floats(1, 2))
                .then()
                .statusCode(400)
                .body("error", containsString("needs 12 bytes"));
        inferBinary("sum", json.formatted(12), floats(1, 2, 3, 4))
                .then()
                .statusCode(400)
                .body("error", containsString("belong to no input"));
        inferBinary("sum", json.formatted(-1), floats(1, 2, 3))
                .then()
                .statusCode(400)
                .body("error", containsString("binary_data_size"));
        for (String length : List.of("9999", "-1", "x", "99999999999999")) {
            client().contentType("application/octet-stream")
                    .header("Inference-Header-Content-Length", length)
                    .body("{\"inputs\":[]}".getBytes(StandardCharsets.UTF_8))
                    .post("/v2/models/sum/infer")
                    .then()
                    .statusCode(400)
                    .body("error", containsString("Inference-Header-Content-Length"));
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        client().contentType("application/json")
                .body(new byte[1024 * 1024 + 1])
                .post("/v2/models/sum/infer")
                .then()
                .statusCode(413)
                .body("error", containsString("more than the 1048576 read here"));
    }

    @Test
    void failsWhenTheAnswerIsNotFinite() {
        infer("logarithm", "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[-1]}]}")
                .statusCode(500)
                .body("error", containsString("not finite"));
    }

    @Test
    void keepsDeadlinesAndRefusesAtOnceWhenTheQueueIsFull() throws Exception {
        String slow =
                "{\"inputs\":[{\"name\":\"n\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[%d]}],\"parameters\":{\"timeout\":%d}}";
        infer("slow", slow.formatted(60_000_000, 10_000)).statusCode(504).body("error", containsString("deadline"));
        Callable<Integer> call = () -> {
            Response response = infer("slow", slow.formatted(30_000_000, 30_000_000))
                    .extract()
                    .response();
            // Whole seconds, by how fast the queue became shorter lately: more than 1 where a test before was slow.
            if (response.statusCode() == 503)
                assertTrue(response.header("Retry-After").matches("[1-9]"));
            return response.statusCode();
        };
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 6; i++) results.add(callers.submit(call));
            int served = 0;
            int refused = 0;
            for (Future<Integer> result : results) {
                if (result.get() == 200) served++;
                if (result.get() == 503) refused++;
            }
            assertEquals(6, served + refused);
            assertTrue(served >= 1 && refused >= 1, served + " served, " + refused + " refused");
        }
    }
}
