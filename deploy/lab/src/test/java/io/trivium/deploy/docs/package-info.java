/** What the pages say of classes and files, checked against the repository. */
@NullMarked
package io.trivium.deploy.docs;

import org.jspecify.annotations.NullMarked;
