/** Values of libpq's `sslmode`, from the least to the most demanding. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** Values of libpq's `channel_binding`. */
export const CHANNEL_BINDINGS = ['disable', 'prefer', 'require'] as const;
