/**
 * What makes a place production, and who is asking. Data: each matcher names the variables it reads, and nothing
 * else is read. A fact that is missed can cost a database, a false one costs an answer: so where a word is
 * unsure it counts as the stricter one, and only the words of a policy file make a place milder.
 */
import type { EnvironmentName } from '../src/types.ts';

/** One word as the value of a variable, in lower case. `test` is no more than development: disposable is never guessed. */
export const environmentWords: readonly { says: EnvironmentName; words: RegExp }[] = [
  { says: 'production', words: /^(prod|production|prd|live|canary|release|master|main)$/ },
  {
    says: 'staging',
    words:
      /^(stag(e|ing)|stg|pre-?prod(uction)?|preview|deploy-preview|branch-deploy|uat|qa|acceptance|demo|beta|pr-?\d+)$/,
  },
  { says: 'development', words: /^(dev|devel|develop|development|local|localhost|test|tests|testing|ci|debug)$/ },
];

/** Variables whose value names the environment. `other`: what a value that is none of the words says. */
export const environmentVariables: readonly { reads: string; other: 'unknown' | 'nothing'; onlyWith?: string }[] = [
  { reads: 'PRISMA_INTERLOCK_ENV', other: 'unknown' },
  { reads: 'NODE_ENV', other: 'unknown' },
  { reads: 'APP_ENV', other: 'unknown' },
  { reads: 'RAILS_ENV', other: 'unknown' },
  { reads: 'RACK_ENV', other: 'unknown' },
  { reads: 'DJANGO_ENV', other: 'unknown' },
  { reads: 'FLASK_ENV', other: 'unknown' },
  { reads: 'MIX_ENV', other: 'unknown' },
  { reads: 'ASPNETCORE_ENVIRONMENT', other: 'unknown' },
  { reads: 'DOTNET_ENVIRONMENT', other: 'unknown' },
  { reads: 'DEPLOY_ENV', other: 'unknown' },
  { reads: 'DEPLOYMENT_ENVIRONMENT', other: 'unknown' },
  { reads: 'VERCEL_ENV', other: 'unknown' },
  { reads: 'VERCEL_TARGET_ENV', other: 'unknown' },
  { reads: 'RAILWAY_ENVIRONMENT_NAME', other: 'unknown' },
  { reads: 'RAILWAY_ENVIRONMENT', other: 'unknown' },
  { reads: 'CONTEXT', other: 'unknown', onlyWith: 'NETLIFY' },
  // Words that many programs use for something else as well: only a clear value counts.
  { reads: 'ENVIRONMENT', other: 'nothing' },
  { reads: 'STAGE', other: 'nothing' },
  { reads: 'SST_STAGE', other: 'nothing' },
  { reads: 'DOPPLER_ENVIRONMENT', other: 'nothing' },
  { reads: 'PULUMI_STACK', other: 'nothing' },
];

/** Set by a hosting platform on its machines. `unless`: variables that tell more exactly, and then decide alone. */
export const hostedOn: readonly {
  reads: readonly string[];
  value?: RegExp;
  platform: string;
  unless: readonly string[];
}[] = [
  { reads: ['VERCEL'], platform: 'Vercel', unless: ['VERCEL_ENV'] },
  { reads: ['NETLIFY'], platform: 'Netlify', unless: ['CONTEXT', 'NETLIFY_DEV', 'NETLIFY_LOCAL'] },
  {
    reads: ['RAILWAY_PROJECT_ID', 'RAILWAY_SERVICE_ID'],
    platform: 'Railway',
    unless: ['RAILWAY_ENVIRONMENT_NAME', 'RAILWAY_ENVIRONMENT'],
  },
  { reads: ['DYNO'], platform: 'Heroku', unless: ['HEROKU_TEST_RUN_ID'] },
  { reads: ['RENDER'], platform: 'Render', unless: [] },
  { reads: ['FLY_MACHINE_ID', 'FLY_ALLOC_ID'], platform: 'Fly.io', unless: [] },
  { reads: ['AWS_LAMBDA_FUNCTION_NAME'], platform: 'AWS Lambda', unless: ['AWS_SAM_LOCAL'] },
  { reads: ['AWS_EXECUTION_ENV'], value: /^AWS_(ECS|Lambda|AppRunner)/, platform: 'AWS', unless: ['AWS_SAM_LOCAL'] },
  { reads: ['K_SERVICE', 'CLOUD_RUN_JOB', 'GAE_ENV'], platform: 'Google Cloud', unless: [] },
  { reads: ['WEBSITE_INSTANCE_ID'], platform: 'Azure App Service', unless: [] },
];

/** Every variable that tells of a place, alone or with another one. */
export const tellingVariables: readonly string[] = [
  ...environmentVariables.flatMap(({ reads, onlyWith }) => [reads, onlyWith ?? reads]),
  ...hostedOn.flatMap(({ reads, unless }) => [...reads, ...unless]),
];

/** Hosts of databases that somebody is paid to keep. Matched against the folded host. */
export const managedHosts: readonly { host: RegExp; by: string }[] = [
  { host: /\.rds\.amazonaws\.com(\.cn)?$/, by: 'Amazon RDS or Aurora' },
  {
    host: /\.(dsql|redshift(-serverless)?|docdb)\.[a-z0-9-]+\.(on\.aws|amazonaws\.com(\.cn)?)$|\.docdb\.amazonaws\.com$/,
    by: 'AWS',
  },
  { host: /\.sql\.goog$|^\/cloudsql\//, by: 'Google Cloud SQL' },
  { host: /\.(database|cosmos|mongo\.cosmos|postgres\.cosmos)\.(windows\.net|azure\.(com|cn|us))$/, by: 'Azure' },
  { host: /\.(database\.(windows|usgovcloudapi|chinacloudapi)\.(net|cn))$/, by: 'Azure SQL' },
  { host: /\.supabase\.(co|com|net)$/, by: 'Supabase' },
  { host: /\.neon\.(tech|build)$/, by: 'Neon' },
  { host: /\.psdb\.cloud$/, by: 'PlanetScale' },
  { host: /\.(rlwy\.net|railway\.(app|internal))$/, by: 'Railway' },
  { host: /\.render\.com$|^dpg-[a-z0-9]+-[a-z]$/, by: 'Render' },
  { host: /\.(fly\.dev|flycast|flympg\.net)$/, by: 'Fly.io' },
  {
    host: /^ec2-[\d-]+\.(compute-1|[a-z0-9-]+\.compute)\.amazonaws\.com$|\.herokuapp\.com$/,
    by: 'Heroku or another user of EC2',
  },
  { host: /\.db\.ondigitalocean\.com$/, by: 'DigitalOcean' },
  { host: /\.(aivencloud|avns)\.(com|net)$/, by: 'Aiven' },
  { host: /\.cockroachlabs\.cloud$/, by: 'CockroachDB Cloud' },
  { host: /\.prisma\.io$|\.prisma-data\.(net|com)$/, by: 'Prisma' },
  { host: /\.(tsdb\.cloud\.timescale\.com|timescaledb\.io|forge\.timescale\.com)$/, by: 'Timescale' },
  { host: /\.(postgresbridge\.com|crunchybridge\.com)$/, by: 'Crunchy Bridge' },
  { host: /\.xata\.(sh|tech|io)$/, by: 'Xata' },
  { host: /\.turso\.io$/, by: 'Turso' },
  { host: /\.(mongodb\.net|mongodbgov\.net)$/, by: 'MongoDB Atlas' },
  { host: /\.tidbcloud\.com$/, by: 'TiDB Cloud' },
  { host: /\.(scw\.cloud|hosting\.ovh\.net|database\.cloud\.ovh\.net)$/, by: 'Scaleway or OVHcloud' },
  { host: /\.(skysql\.(net|com)|db\.skysql\.net)$/, by: 'SkySQL' },
  {
    host: /\.(gel\.dev|koyeb\.app|clever-cloud\.com|northflank\.com|vultrdb\.com|linodedb\.net|ubicloud\.com)$/,
    by: 'a database provider',
  },
];

/** Where a name was found. A path tells less: folders are called many things. */
export type NamePlace = 'host' | 'database' | 'user' | 'path';

/**
 * Words inside a name. A name is split at everything that is no letter or digit and where a capital begins, so
 * `reproduction_lab` and `products` have no such word. `after`: words before it that take its meaning away.
 */
export const nameWords: readonly { says: EnvironmentName; word: RegExp; in: readonly NamePlace[]; after?: RegExp }[] = [
  {
    says: 'production',
    word: /^(prod|production|prd)\d*$|^prod(db|data|app|api|sql|pg|postgres|mysql|env)\d*$|^(db|app|api|data|web)prod\d*$/,
    in: ['host', 'database', 'user', 'path'],
    after: /^(non|not|no)$/,
  },
  { says: 'production', word: /^(live|golive)\d*$/, in: ['host', 'database', 'user'] },
  {
    says: 'staging',
    word: /^(stag(e|ing)|stg|preprod|uat|qa|preview)\d*$|^stag(e|ing)?(db|data|app)\d*$/,
    in: ['host', 'database', 'user', 'path'],
  },
];

/**
 * Task runners that start a task with the variables alone that somebody has declared, so that NODE_ENV, the marks of agents and
 * our own variables do not arrive. `reads`: what they set for the task.
 */
export const closedRunners: readonly { reads: string; runner: string }[] = [
  { reads: 'TURBO_HASH', runner: 'Turborepo' },
  { reads: 'BAZEL_TEST', runner: 'Bazel' },
  { reads: 'MOON_TARGET', runner: 'moon' },
];

/** Variables by which programs find their database, a seed among them, whatever Prisma's own configuration says. */
export const databaseVariables: readonly string[] = [
  'DATABASE_URL',
  'DIRECT_URL',
  'DIRECT_DATABASE_URL',
  'DATABASE_URL_UNPOOLED',
  'POSTGRES_URL',
  'POSTGRES_PRISMA_URL',
  'POSTGRES_URL_NON_POOLING',
  'MYSQL_URL',
];

/** Set by programs that run a build or a test for nobody in particular. `not`: values that say it is none. */
export const ciVariables: readonly { reads: string; not: RegExp }[] = [
  'CI',
  'CONTINUOUS_INTEGRATION',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'BUILDKITE',
  'CIRCLECI',
  'TRAVIS',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'TF_BUILD',
  'BITBUCKET_BUILD_NUMBER',
  'CODEBUILD_BUILD_ID',
  'APPVEYOR',
  'DRONE',
  'SEMAPHORE',
  'HEROKU_TEST_RUN_ID',
].map((reads) => ({ reads, not: /^(|0|false|no)$/i }));
