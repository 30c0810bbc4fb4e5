/** Many rows in one statement. */
package io.mandi.persistence.table;
