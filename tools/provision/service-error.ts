/** An operation failed. */
export class ServiceError extends Error {
  /** @param code of the modem when positive, of the driver when negative (`modules/at/at-error.ts`), else 0. */
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** An operation goes on, but not within the time that it was given. */
export class ServiceTimeout extends ServiceError {}
