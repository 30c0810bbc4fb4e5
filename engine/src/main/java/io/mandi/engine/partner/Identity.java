package io.mandi.engine.partner;

import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.ServiceProviderType;
import java.util.Optional;

/**
 * Who a partner is.
 *
 * @param partnerCode by which people know it, unique within the organisation, in upper case
 * @param country where it is at home, ISO 3166-1 alpha-2
 * @param serviceProviderType of a service provider, and of no other
 * @param ownsLorries of a transporter: whether it has lorries of its own, or works on commission (PT-5)
 */
public record Identity(
        String partnerCode,
        String legalName,
        Optional<String> tradeName,
        String country,
        EntityClass entityClass,
        Optional<ServiceProviderType> serviceProviderType,
        Optional<BusinessEntityType> businessEntityType,
        boolean agriculturist,
        boolean ownsLorries) {

    /** Longest code. */
    public static final int MAX_CODE_LENGTH = 40;
    /** Longest name. */
    public static final int MAX_NAME_LENGTH = 200;
}
