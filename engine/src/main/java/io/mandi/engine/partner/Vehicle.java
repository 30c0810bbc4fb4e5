package io.mandi.engine.partner;

/**
 * A lorry of a transporter's own (PT-5). Its documents name it.
 *
 * @param id counted within the partner
 * @param number of its registration, unique within the organisation, in upper case, letters and digits alone
 */
public record Vehicle(String id, String number) {}
