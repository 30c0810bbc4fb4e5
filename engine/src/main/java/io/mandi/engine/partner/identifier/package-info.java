/** What authorities, banks and networks know a partner by: forms, and what can be checked of them without asking anybody. */
package io.mandi.engine.partner.identifier;
