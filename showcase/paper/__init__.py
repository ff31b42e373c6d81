"""Between paper and machine: the sheet for the shop floor, short links for its QR code, the check of certificates."""
