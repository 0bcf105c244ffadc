import { causeText } from '../../../../lambdas/core/progress/failure-cause';

describe('causeText', () => {
  it.each([
    ['{"errorType":"StatementFailed","errorMessage":"ERROR: syntax error","trace":["a"]}', 'ERROR: syntax error'],
    ['{"errorMessage":""}', ''],
    ['{"errorMessage":7}', '{"errorMessage":7}'],
    ['{"message":"x"}', '{"message":"x"}'],
    ['plain words', 'plain words'],
    ['', ''],
    ['null', 'null'],
    ['"text"', '"text"'],
  ])('of %s', (cause, text) => {
    expect(causeText(cause)).toBe(text);
  });
});
