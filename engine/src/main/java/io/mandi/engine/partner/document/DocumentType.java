package io.mandi.engine.partner.document;

import java.util.List;

/** What a document is (PT-9). */
public enum DocumentType {
    GST_CERTIFICATE,
    PAN_CARD,
    /** The importer-exporter code of India. */
    IEC,
    FOREIGN_TAX_ID,
    FOREIGN_IMPORT_LICENSE,
    FOREIGN_EXPORT_LICENSE,
    BANK_PROOF,
    CANCELLED_CHEQUE,
    VEHICLE_RC,
    VEHICLE_INSURANCE,
    VEHICLE_FITNESS,
    VEHICLE_PERMIT,
    NO_GST_DECLARATION,
    LAB_ACCREDITATION,
    NBFC_LICENSE,
    CHA_LICENSE;

    /** What is needed of each lorry of its own that a transporter has (PT-5). */
    public static final List<DocumentType> OF_A_VEHICLE =
            List.of(VEHICLE_RC, VEHICLE_INSURANCE, VEHICLE_FITNESS, VEHICLE_PERMIT);

    /** Either of which proves a bank account (PT-8). */
    public static final List<DocumentType> OF_A_BANK_ACCOUNT = List.of(BANK_PROOF, CANCELLED_CHEQUE);
}
