describe('keepErrorMessagesOutOfLogs', () => {
  const saved = console.error;
  const printed: unknown[][] = [];

  beforeEach(() => {
    printed.length = 0;
    console.error = (...parts: unknown[]) => {
      printed.push(parts);
    };
    jest.resetModules();
  });
  afterEach(() => {
    console.error = saved;
  });

  it('leaves out what the Lambda runtime prints of a thrown error, and nothing else', () => {
    const { keepErrorMessagesOutOfLogs } =
      require('../../../lambdas/runtime/log') as typeof import('../../../lambdas/runtime/log');
    console.error('Invoke Error', { errorMessage: 'before' });
    keepErrorMessagesOutOfLogs();
    keepErrorMessagesOutOfLogs();
    console.error('Invoke Error', { errorMessage: 'a row value' });
    console.error(new TypeError('a row value'));
    console.error('Uncaught Exception', { errorType: 'x' });
    console.error('Invoke Errors are others');
    console.error();
    expect(printed).toEqual([
      ['Invoke Error', { errorMessage: 'before' }],
      ['Uncaught Exception', { errorType: 'x' }],
      ['Invoke Errors are others'],
      [],
    ]);
  });
});
