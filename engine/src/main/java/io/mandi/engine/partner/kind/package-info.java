/** The words for what partners are and where they stand. */
package io.mandi.engine.partner.kind;
