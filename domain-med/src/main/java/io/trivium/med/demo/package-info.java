/** Studies for the demo: simulated chest CTs that go from its PACS to the node, as a hospital's would. */
@NullMarked
package io.trivium.med.demo;

import org.jspecify.annotations.NullMarked;
