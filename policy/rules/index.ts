import { bootstrap } from './bootstrap.ts';
import { cloudDeploy } from './cloud-deploy.ts';
import { dbDrop } from './db-drop.ts';
import { dbExecute } from './db-execute.ts';
import { dbPull } from './db-pull.ts';
import { dbPush } from './db-push.ts';
import { dbPushAcceptDataLoss } from './db-push-accept-data-loss.ts';
import { dbPushForceReset } from './db-push-force-reset.ts';
import { dbSeed } from './db-seed.ts';
import { dev } from './dev.ts';
import { devRemove } from './dev-remove.ts';
import { dropdb } from './dropdb.ts';
import { helpOrVersion } from './help-or-version.ts';
import { mcpMigrate } from './mcp-migrate.ts';
import { mcpReset } from './mcp-reset.ts';
import { migrateDeploy } from './migrate-deploy.ts';
import { migrateDev } from './migrate-dev.ts';
import { migrateDiffShadowConfig } from './migrate-diff-shadow-config.ts';
import { migrateDiffShadowUrl } from './migrate-diff-shadow-url.ts';
import { migrateReset } from './migrate-reset.ts';
import { migrateResolve } from './migrate-resolve.ts';
import { notUnderstood } from './not-understood.ts';
import { platform } from './platform.ts';
import { platformDelete } from './platform-delete.ts';
import { postgresLink } from './postgres-link.ts';
import { projectFiles } from './project-files.ts';
import { reads } from './reads.ts';
import type { Rule } from './rule.ts';
import { studio } from './studio.ts';
import { v8CloudChange } from './v8-cloud-change.ts';
import { v8CloudDelete } from './v8-cloud-delete.ts';
import { v8Dev } from './v8-dev.ts';
import { v8DevFresh } from './v8-dev-fresh.ts';
import { v8Harmless } from './v8-harmless.ts';
import { v8Migrate } from './v8-migrate.ts';
import { v8MigratePreview } from './v8-migrate-preview.ts';
import { v8Preview } from './v8-preview.ts';
import { v8Update } from './v8-update.ts';
import { v8UpdateWithConsent } from './v8-update-with-consent.ts';
import { v8Write } from './v8-write.ts';

/** In order: the first rule that matches counts, so the narrow ones stand before the wide ones. */
export const rules: readonly Rule[] = [
  helpOrVersion,
  notUnderstood,
  dbPushForceReset,
  dbPushAcceptDataLoss,
  dbPush,
  migrateReset,
  migrateDev,
  migrateDeploy,
  migrateResolve,
  migrateDiffShadowUrl,
  migrateDiffShadowConfig,
  dbExecute,
  dbSeed,
  dbDrop,
  bootstrap,
  mcpReset,
  mcpMigrate,
  devRemove,
  dev,
  platformDelete,
  platform,
  cloudDeploy,
  postgresLink,
  dbPull,
  studio,
  reads,
  projectFiles,
  v8Preview,
  v8MigratePreview,
  v8UpdateWithConsent,
  v8Update,
  v8Migrate,
  v8Write,
  v8DevFresh,
  v8Dev,
  v8CloudDelete,
  v8CloudChange,
  v8Harmless,
  dropdb,
];
