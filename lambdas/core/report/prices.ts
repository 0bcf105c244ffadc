/**
 * On-demand prices in US dollars, us-east-1, without free tiers. Most other regions are within a fifth of them.
 * https://aws.amazon.com/step-functions/pricing/ (Standard Workflows), https://aws.amazon.com/lambda/pricing/ (Arm),
 * https://aws.amazon.com/s3/pricing/ (S3 Standard, requests), https://aws.amazon.com/redshift/pricing/ (Data API)
 */
export const PRICES = {
  region: 'us-east-1',
  /** The day that they are of. */
  of: '2026-11-21',
  transition: 0.000025,
  lambdaRequest: 0.0000002,
  lambdaGbSecond: 0.0000133334,
  /** PUT, COPY, POST and LIST. */
  s3Write: 0.000005,
  s3Read: 0.0000004,
  /** The Data API takes no money for its calls. */
  dataApiCall: 0,
} as const;

/** Where the prices stand, by what they are for. */
export const PRICE_PAGES: readonly { of: string; url: string }[] = [
  { of: 'Step Functions', url: 'https://aws.amazon.com/step-functions/pricing/' },
  { of: 'Lambda', url: 'https://aws.amazon.com/lambda/pricing/' },
  { of: 'S3', url: 'https://aws.amazon.com/s3/pricing/' },
];
