/** Studies for the demo: simulated chest CTs that go to the node, through the demo's PACS where there is one. */
@NullMarked
package io.trivium.med.demo;

import org.jspecify.annotations.NullMarked;
