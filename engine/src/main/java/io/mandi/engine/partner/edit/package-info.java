/** How partners change: decisions, and the events that come of them. */
package io.mandi.engine.partner.edit;
