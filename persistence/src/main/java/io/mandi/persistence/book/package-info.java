/** What the node and its operators ask about the books as a whole: which are in quarantine, which were busy last. */
package io.mandi.persistence.book;
