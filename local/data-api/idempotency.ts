import type { Clock } from '../clock';

/**
 * ClientTokens and the statements they started. A token that comes again answers the first statement's id, whatever the
 * other parameters say: AWS documents no mismatch error for this service.
 */
export class IdempotencyTokens {
  /** In the order of first use, so that the oldest stand first. */
  private readonly tokens = new Map<string, { statementId: string; at: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly keepMs: number,
  ) {}

  find(roleId: string, token: string | undefined): string | undefined {
    this.expire();
    return token === undefined ? undefined : this.tokens.get(`${roleId}|${token}`)?.statementId;
  }

  remember(roleId: string, token: string | undefined, statementId: string): void {
    if (token !== undefined) this.tokens.set(`${roleId}|${token}`, { statementId, at: this.clock.now() });
  }

  private expire(): void {
    const horizon = this.clock.now() - this.keepMs;
    for (const [key, { at }] of this.tokens) {
      if (at > horizon) return;
      this.tokens.delete(key);
    }
  }
}
