/** Many rows in one statement, and a column that several rooms read. */
package io.mandi.persistence.table;
