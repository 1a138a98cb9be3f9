package io.trivium.runtime.inference;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.Tokens;

/** Callers whose token is checked for each request. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class OipRestTest extends OipRestTestBase {
    @Override
    RequestSpecification client() {
        return given().header("Authorization", "Bearer " + Tokens.client());
    }
}
