/** How lists are read: as a role that sees one organisation only. */
package io.mandi.persistence.reader;
