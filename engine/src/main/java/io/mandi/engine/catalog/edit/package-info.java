/** How the catalogue changes: decisions, the events that come of them, and what a new organisation begins with. */
package io.mandi.engine.catalog.edit;
