// One door to core/load: the rule that keeps core apart from the steps of lambdas/load goes by the folder's name.
// biome-ignore lint/style/noRestrictedImports: core/load is core.
export * from '../../load/control-tables';
// biome-ignore lint/style/noRestrictedImports: core/load is core.
export type { Change, ColumnType } from '../../load/evolution-plan';
// biome-ignore lint/style/noRestrictedImports: core/load is core.
export type { LoadColumn } from '../../load/load-column';
