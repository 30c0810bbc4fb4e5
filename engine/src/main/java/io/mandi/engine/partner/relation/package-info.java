/** Who may not trade with whom because they are, or may be, one. */
package io.mandi.engine.partner.relation;
