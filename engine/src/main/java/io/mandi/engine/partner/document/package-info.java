/** The documents of a partner, and when they count. */
package io.mandi.engine.partner.document;
