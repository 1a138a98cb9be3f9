@NullMarked
package io.trivium.deploy.fuzz.api;

import org.jspecify.annotations.NullMarked;
