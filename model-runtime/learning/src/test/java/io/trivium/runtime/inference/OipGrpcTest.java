package io.trivium.runtime.inference;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.RuntimeResource;

/** The Open Inference Protocol over gRPC for callers whom the service has not seen before. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class OipGrpcTest extends OipGrpcTestBase {}
