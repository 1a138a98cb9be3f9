@NullMarked
package io.trivium.med.ohif;

import org.jspecify.annotations.NullMarked;
