/** What an analyst uses besides the queue: search, pages of customers, cards and merchants, saved views. */
@NullMarked
package io.trivium.fin.desk;

import org.jspecify.annotations.NullMarked;
